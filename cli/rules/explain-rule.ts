import { RULES } from "../../constructs/rules/catalog.ts";
import { STANDARDS } from "../../constructs/rules/standards.ts";
import { ruleSentences } from "../messages/rules-en.ts";
import { rulesTalk as say } from "../messages/rules-talk-en.ts";

/** What a security rule demands, why, how it is kept and what it stands for; nothing where there is no such rule. */
export function explainRule(id: string): string | undefined {
  const rule = RULES.find((each) => each.id === id);
  if (rule === undefined) return undefined;
  const { why, mend } = ruleSentences[rule.id];
  const standsFor = rule.counterparts.map(({ standard, control }) => {
    const found = STANDARDS.find((each) => each.id === standard);
    const title = found?.controls.find((each) => each.id === control)?.title;
    return `  ${found?.title}: ${title} (${control})`;
  });
  return [
    rule.id,
    "",
    `${rule.title}.`,
    why,
    mend,
    ...(rule.level === "warning" ? [say.isAdvice] : []),
    ...(rule.podSecurity === undefined ? [] : [say.opens(rule.podSecurity)]),
    ...(standsFor.length === 0 ? [] : ["", say.standsFor, ...standsFor]),
  ].join("\n");
}
