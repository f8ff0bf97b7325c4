import { stringify } from "yaml";
import { BLOCK_TITLES, BLOCKS, type Block } from "../../charts/spi/index.ts";
import { API_VERSION } from "../../profiles/schema.ts";
import { initTalk } from "../messages/init-en.ts";
import type { Chosen, ChosenPart } from "./chosen.ts";

const say = initTalk.profile;

/** The profile as text, with comments and its schema line. The same choices give the same bytes. */
export function writeProfile(chosen: Chosen, schema: string): string {
  const { frame, organizations, useCases, uses, providers, exemptions } = chosen;
  const [first] = organizations;
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    ...comment(say.head(frame.country.name)),
    `apiVersion: ${API_VERSION}`,
    `name: ${inline(frame.name)}`,
    `country: ${inline(frame.country)}`,
    `domain: ${inline(frame.domain)}`,
    ...comment(say.environment),
    `environment: ${frame.environment}`,
    ...comment(say.size),
    `size: ${frame.size}`,
    "",
    ...comment(say.organizations),
    "organizations:",
    ...organizations.map(({ id, ...rest }) => `  ${inline(id)}: ${inline(rest)}`),
    "",
    ...comment(say.blocks),
    "blocks:",
    ...BLOCKS.flatMap((block) => blockLines(block, chosen.parts, first?.id ?? "")),
    ...mapLines("uses", uses, say.uses),
    ...mapLines("providers", providers, say.providers),
    ...(useCases.length === 0 ? [] : ["", ...comment(say.useCases), "useCases:"]),
    ...useCases.flatMap(({ id, title }) => [...comment(title, "  "), `  - ${inline(id)}`]),
    ...(exemptions.length === 0 ? [] : ["", ...comment(say.exemptions), "exemptions:"]),
    ...exemptions.flatMap((exemption) => listItem(exemption)),
  ];
  return `${lines.join("\n")}\n`;
}

function blockLines(block: Block, all: readonly ChosenPart[], firstOwner: string): string[] {
  const parts = all.filter((part) => part.block === block);
  const [only] = parts;
  if (only === undefined) return [];
  if (parts.length === 1 && only.name === block) return partLines(only, firstOwner, "  ");
  return [
    `  # ${BLOCK_TITLES[block]}`,
    `  ${block}:`,
    "    parts:",
    ...parts.flatMap((part) => partLines(part, firstOwner, "      ")),
  ];
}

function partLines({ name, product, owner, options, url }: ChosenPart, firstOwner: string, margin: string) {
  const long = {
    ...(owner === firstOwner ? {} : { owner }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(url === undefined ? {} : { external: { url } }),
  };
  const about = comment(say.part(product.title, product.licence, url !== undefined), margin);
  if (Object.keys(long).length === 0) return [...about, `${margin}${name}: ${inline(product.id)}`];
  const entries = Object.entries({ product: product.id, ...long });
  return [
    ...about,
    `${margin}${name}:`,
    ...entries.map(([key, value]) => `${margin}  ${key}: ${inline(value)}`),
  ];
}

function mapLines(key: string, map: Readonly<Record<string, unknown>>, about: string): string[] {
  const entries = Object.entries(map);
  if (entries.length === 0) return [];
  return [
    "",
    ...comment(about),
    `${key}:`,
    ...entries.map(([name, value]) => `  ${inline(name)}: ${inline(value)}`),
  ];
}

function listItem(item: object): string[] {
  return Object.entries(item).map(
    ([key, value], index) => `  ${index === 0 ? "-" : " "} ${key}: ${inline(value)}`,
  );
}

/** A comment can hold anything but the end of its line. */
function comment(text: string, margin = ""): string[] {
  return [`${margin}# ${text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ")}`];
}

/** A value in one line; what an older reader would take for something else, such as NO, is in quotes. */
function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return scalar(value);
  const entries = Object.entries(value).map(([key, each]) => `${scalar(key)}: ${inline(each)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** Written as in a list in one line, so that it also holds where commas and brackets mean something. */
function scalar(value: unknown): string {
  // Text with line breaks would be folded over several lines.
  if (typeof value === "string" && /\p{Cc}/u.test(value)) return JSON.stringify(value);
  const options = { collectionStyle: "flow", flowCollectionPadding: false, lineWidth: 0 } as const;
  return stringify([value], { ...options, compat: "yaml-1.1", blockQuote: false })
    .trim()
    .slice(1, -1);
}
