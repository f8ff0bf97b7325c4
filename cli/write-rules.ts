import { writeFileSync } from "node:fs";
import { RULE_GROUPS, RULES } from "../constructs/rules/catalog.ts";
import type { Rule } from "../constructs/rules/rule.ts";
import { type Control, STANDARDS, type Standard } from "../constructs/rules/standards.ts";
import { ruleSentences } from "./messages/rules-en.ts";

/** The committed page of all security rules. */
export const RULES_FILE = new URL("../docs/security-rules.md", import.meta.url);

const HEAD = `# Security rules

What the objects of a stack have to bear out before anything is applied. \`country-stack validate country.yaml --rules\`
checks them all, \`plan\`, \`synth\` and \`up\` refuse a stack that breaks one. This page is made by
\`node cli/write-rules.ts\` from the rules themselves (\`constructs/rules/\`).

## Needs and exemptions

| who | says | where |
| --- | --- | --- |
| a product | which rule which of its workloads cannot keep, and why: its *needs* | \`needs\` in its \`product.ts\` |
| a country | that it grants this, for a while and under a name: an *exemption* | \`exemptions\` in its [profile](profile.md) |

An exemption is \`{ rule: run-as-non-root, match: identity/main, reason: ..., owner: ..., expires: 2027-06-30 }\`. It
matches a part, or \`PART/WORKLOAD\`: a workload is the object's name without its part's, and \`main\` where it has the
part's. In development every stated need is granted without one, with a warning. In staging and production one that is
not granted, and one that has ended, stops everything ([CS1504](errors.md#cs1504), [CS1501](errors.md#cs1501)). A rule
that is broken though no product says so is a defect, in every environment ([CS1508](errors.md#cs1508)).

The namespace of a part enforces the strictest level of Kubernetes' Pod Security that the stated needs allow. Each rule
below says to which level a namespace has to be opened for pods that do not keep it.

Advice is shown and stops nothing. Contents of upstream charts, and what operators make of their own kinds of objects,
are *opaque*: every view says that they were not examined.`;

/** The text of docs/security-rules.md, made of the rules and the standards that they stand for. */
export function rulesText(): string {
  const groups = RULE_GROUPS.map(({ title, rules }) => `### ${title}\n\n${rulesTable(rules)}`);
  const standards = STANDARDS.map(standardSection);
  const count = `${RULES.length} of them; ${RULES.filter(({ level }) => level === "warning").length} are advice.`;
  return `${[HEAD, "## The rules", count, ...groups, "## What they stand for", ...standards].join("\n\n")}\n`;
}

function rulesTable(rules: readonly Rule[]): string {
  const rows = rules.map(({ id, title, level, podSecurity }) => [
    `\`${id}\`${level === "warning" ? " (advice)" : ""}`,
    `${title}.`,
    ruleSentences[id].why,
    ruleSentences[id].mend,
    podSecurity ?? "",
  ]);
  return table(["rule", "demands", "because", "to keep it", "opens to"], rows);
}

function standardSection({ id, title, source, controls }: Standard): string {
  const rows = controls.map((control) => [control.id, control.title, answer(id, control)]);
  return `### ${title}\n\n${source}.\n\n${table(["control", "demands", "covered by"], rows)}`;
}

/** The rules that cover a control, or why none can. */
function answer(standard: Standard["id"], { id, undecided, note }: Control): string {
  const covering = RULES.filter(({ counterparts }) =>
    counterparts.some((each) => each.standard === standard && each.control === id),
  );
  if (undecided !== undefined) return `not decided: ${undecided}`;
  const rules = covering.map((rule) => `\`${rule.id}\``).join(", ");
  return note === undefined ? rules : `${rules}: ${note}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

if (import.meta.main) writeFileSync(RULES_FILE, rulesText());
