import { writeFileSync } from "node:fs";
import type { Stack } from "../../charts/spi/index.ts";
import { RULES } from "../../constructs/rules/catalog.ts";
import { checkRules, type Finding, unusedNeeds } from "../../constructs/rules/check-rules.ts";
import { synthStack } from "../../constructs/synth.ts";
import { type Issue, sortIssues } from "../../profiles/issue.ts";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { rulesTalk as say } from "../messages/rules-talk-en.ts";
import { say as talk } from "../messages/talk-en.ts";
import { openStack } from "../open-stack.ts";
import type { Terminal } from "../terminal.ts";
import { formatIssues, issuesToJson } from "../ui/issues.ts";
import { formatRules } from "../ui/rules.ts";
import { sentenceOf, unusedNeedIssues, violationIssues } from "./rule-issues.ts";
import { type SarifInput, sarifLog } from "./sarif.ts";

/** What `validate` was told about rules. */
export interface RuleFlags {
  readonly json?: true;
  /** A file, or `-` for stdout. */
  readonly sarif?: string;
}

/**
 * Checks a profile, makes its manifests and checks every security rule on them. A profile that lacks exemptions only
 * is examined all the same. Ends the command with exit code 2 where a rule is broken or a need is not granted.
 */
export async function validateRules(terminal: Terminal, profile: string, flags: RuleFlags): Promise<void> {
  if (flags.json && flags.sarif === "-") throw new UsageError(say.jsonAndSarif);
  const opened = await openStack(profile, terminal, {
    json: flags.json === true,
    examineUngranted: true,
    onRefusal: (issues) => writeSarif(terminal, { issues, findings: [] }, flags),
  });
  const { stack, errors, warnings, loaded } = opened;
  const manifests = await synthStack(stack);
  const findings = checkRules(manifests, { stack });
  const found = sortIssues([
    ...violationIssues(findings, stack),
    ...unusedNeedIssues(unusedNeeds(findings, manifests, stack)),
  ]);
  const issues = sortIssues([...errors, ...warnings, ...found]);
  writeSarif(terminal, { issues, findings, stack }, flags);
  if (flags.json) terminal.out(JSON.stringify(toJson(stack, manifests.length, findings, issues)));
  else {
    if (flags.sarif !== "-") terminal.out(formatRules(reportOf(stack, manifests.length, findings)));
    if (found.length > 0)
      terminal.talk(formatIssues(found, loaded.sources, { colour: terminal.colour.talk }));
  }
  if (issues.some(({ severity }) => severity === "error")) throw new Exit(EXIT.usage);
  if (flags.json) return;
  const valid = talk.validate.valid(profile, stack.parts.length, stack.links.length);
  terminal.talk(terminal.talkStyle("green", valid));
  terminal.talk(talk.next(`country-stack plan ${profile}`));
}

function writeSarif(terminal: Terminal, input: SarifInput, { sarif, json }: RuleFlags): void {
  if (sarif === undefined) return;
  const log = sarifLog(input);
  const text = `${JSON.stringify(log, null, 2)}\n`;
  if (sarif === "-") {
    terminal.out(text.trimEnd());
    return;
  }
  try {
    writeFileSync(sarif, text);
  } catch (error) {
    throw new UsageError(say.cannotWrite(sarif, (error as Error).message));
  }
  const [run] = log["runs"] as readonly { readonly results: readonly unknown[] }[];
  if (!json) terminal.talk(say.wrote(sarif, run?.results.length ?? 0));
}

function reportOf(stack: Stack, objects: number, findings: readonly Finding[]) {
  const parts = stack.parts
    .filter(({ external }) => external === undefined)
    .map(({ name, product, release }) => ({ name, product: `${product.id} ${release.version}` }));
  const { name, environment } = stack;
  return { stack: name, environment, parts, rules: RULES.length, objects, findings };
}

function toJson(stack: Stack, objects: number, findings: readonly Finding[], issues: readonly Issue[]) {
  const lines = new Map(stack.parts.map(({ name, at }) => [name, at]));
  return {
    valid: issues.every(({ severity }) => severity !== "error"),
    stack: stack.name,
    parts: stack.parts.length,
    issues: issuesToJson(issues),
    rules: {
      checked: RULES.length,
      objects,
      findings: findings.map((finding) => ({
        ...finding,
        message: sentenceOf(finding),
        at: lines.get(finding.part),
      })),
    },
  };
}
