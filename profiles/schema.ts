import { z } from "zod";
import { BLOCK_TITLES, BLOCKS, type Catalog, ENVIRONMENTS, SIZES } from "../charts/spi/index.ts";
import { blockOf, blockSchema } from "./block-schema.ts";
import {
  countryCode,
  currencyCode,
  day,
  domainName,
  identifierElement,
  label,
  objectName,
  registryHost,
  relativePath,
  words,
} from "./formats.ts";

/** The one version of the profile's format. */
export const API_VERSION = "country-stack/v1alpha1";

const organization = z.strictObject({
  name: words.describe("The name that people read"),
  class: identifierElement.describe("The member class in the information mediator: GOV, COM ..."),
  code: identifierElement.describe("The member code in the information mediator"),
});

const country = z.strictObject({
  name: words,
  code: countryCode.describe("Two letters, ISO 3166-1"),
  currency: currencyCode.describe("Three letters, ISO 4217"),
});

const externalProvider = z.strictObject({
  host: domainName,
  port: z.int().min(1).max(65535),
  ca: words.optional().describe("The certificate authority, PEM"),
  secretRef: objectName
    .optional()
    .describe("The Secret with the keys username and password, in the namespace of each part that uses it"),
});

const provider = z.union([
  z.strictObject({ external: externalProvider.describe("A service that the country already has") }),
  z.strictObject({
    product: words.describe("The platform product that is installed for it"),
    version: words.optional().describe("A release of the product; without it the newest"),
    options: z.record(z.string(), z.unknown()).optional(),
  }),
]);

const exemption = z.strictObject({
  rule: words.describe("The rule that is not kept"),
  match: words.describe("Whom it is granted: PART or PART/WORKLOAD; * stands for anything"),
  reason: words,
  owner: words.describe("Who answers for it"),
  expires: day.describe("The last day on which it holds, YYYY-MM-DD"),
});

const images = z.strictObject({
  registry: registryHost.optional().describe("All images are pulled from here instead"),
  pullSecret: objectName.optional(),
});

/** The whole profile around what depends on a catalog, so that editor and loader share all the rest. */
const profileWith = <B extends z.ZodType>(blocks: B, useCase: z.ZodType<string>) =>
  z.strictObject({
    apiVersion: z.literal(API_VERSION),
    name: label.describe("Names the stack; namespaces begin with it"),
    extends: relativePath.optional().describe("A profile to start from, relative to this file"),
    country,
    domain: domainName.describe("Host names of the stack end with it"),
    environment: z.enum(ENVIRONMENTS).default("development").describe("How careful the tool is"),
    size: z.enum(SIZES).default("demo").describe("Replicas, memory and storage of every part"),
    organizations: z
      .record(label, organization)
      .refine((all) => Object.keys(all).length > 0, { error: "organizations-empty" })
      .describe("The owners of parts; the first one owns what names no owner"),
    mediator: z.strictObject({ instance: identifierElement }).optional(),
    blocks,
    uses: z.record(words, label).default({}).describe("CAPABILITY: PART, where several parts could serve"),
    providers: z
      .record(words, provider)
      .default({})
      .describe("CAPABILITY: what the country already has, or the platform product to install for it"),
    useCases: z.array(useCase).default([]).describe("The use cases that the stack is meant to run"),
    seeds: z.record(label, relativePath).default({}).describe("PART: JSON file to start from (test data)"),
    images: images.default({}),
    catalogs: z.array(relativePath).default([]).describe("Folders with products of your own"),
    exemptions: z.array(exemption).default([]).describe("Deviations from the rules that you grant"),
  });

/**
 * The shape of a profile without a catalog. Names of blocks, products and options are any text here:
 * `resolveStack` knows the catalog and can say "did you mean".
 */
export const profileShape = profileWith(z.record(words, blockOf()), words);

/** A profile as it is after loading, with defaults filled in. */
export type Profile = z.infer<typeof profileShape>;

/**
 * The schema of a profile for one catalog: its blocks take the ids of products that fill them, and each product's
 * own options. Editors complete from the JSON Schema made of it; whatever it accepts, {@link profileShape} accepts.
 */
export function profileSchema(catalog: Catalog) {
  const shape = Object.fromEntries(
    BLOCKS.map((block) => [block, blockSchema(catalog, block).optional().describe(BLOCK_TITLES[block])]),
  );
  const blocks = z.strictObject(shape).describe("Which product fills each building block");
  return profileWith(blocks, useCaseSchema(catalog));
}

function useCaseSchema({ useCases }: Catalog): z.ZodType<string> {
  if (useCases.length === 0) return words;
  return z.union(useCases.map(({ id, title, story }) => z.literal(id).describe(`${title}: ${story}`)));
}

/**
 * The JSON Schema (draft 2020-12) of profiles for a catalog, as editors read it. A profile that extends another may
 * leave out at its top what that one has.
 */
export function profileJsonSchema(catalog: Catalog): Record<string, unknown> {
  const options = { io: "input", unrepresentable: "any" } as const;
  const { required, ...schema } = z.toJSONSchema(profileSchema(catalog), options);
  return { title: "country-stack profile", ...schema, anyOf: [{ required: ["extends"] }, { required }] };
}
