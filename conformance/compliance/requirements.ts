import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { ADVICE_IDS, BLOCKS, RULE_IDS } from "../../charts/spi/index.ts";

const words = z.string().min(1).max(140);
const ids = z.array(z.string().min(1)).min(1);

const requirement = z
  .strictObject({
    id: z.string().regex(/^[\w-]+([#/][\w-]+)?$/),
    text: words,
    level: z.enum(["REQUIRED", "RECOMMENDED"]),
    block: z.enum(BLOCKS).optional(),
    functional: z.literal(true).optional(),
    api: z.literal(true).optional(),
    rules: z
      .array(z.enum([...RULE_IDS, ...ADVICE_IDS]))
      .min(1)
      .optional(),
    checks: z.partialRecord(z.enum(BLOCKS), ids).optional(),
    stories: z.record(z.string(), ids).optional(),
    records: z
      .array(z.enum(["backup", "restore", "unchanged-up"]))
      .min(1)
      .optional(),
    suite: z.literal(true).optional(),
    transport: z.enum(["everywhere", "served"]).optional(),
    attest: words.optional(),
    none: words.optional(),
  })
  .refine(({ none, ...rest }) => (none === undefined) === hasWay(rest), {
    message: "a requirement is shown, attested, or says why nobody can here",
  });

/** Whether there is a way to tell that it is met. */
function hasWay(one: Readonly<Record<string, unknown>>): boolean {
  return WAYS.some((way) => one[way] !== undefined);
}

const WAYS = ["rules", "checks", "stories", "records", "suite", "transport", "attest"] as const;

const list = z.strictObject({ requirements: z.array(requirement).min(1) });

/**
 * One requirement, as `requirements.yaml` lists it. `block` is the one that it is about; without it, it holds for all
 * of them. `functional` requirements say what a block does; `api` ones GovStack counts as those of interfaces. What
 * shows that it is met: `rules` that the manifests keep, `checks` of suites by block, `stories` of use cases, `records`
 * of runs, the block's whole `suite`, the `transport`: of all connections, or of those by which the block is `served`, of
 * which a part's own socket tells all. `attest` is a question to a person: what this tool cannot see of it. `none` says
 * why it is not assessed at all.
 */
export type Requirement = z.infer<typeof requirement>;

/** GovStack's requirements. Throws where the list has another shape: a bug. */
export function loadRequirements(): readonly Requirement[] {
  const text = readFileSync(new URL("./requirements.yaml", import.meta.url), "utf8");
  return list.parse(parse(text)).requirements;
}
