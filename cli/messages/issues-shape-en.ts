import type { IssueCode } from "../../profiles/issue.ts";
import { formatRule, typeName } from "./formats-en.ts";
import { choice, list, type Message, type Params, placed, quoted, word } from "./message.ts";

/** Trouble with the shape of a profile: codes CS11xx. */
export const shapeMessages = {
  CS1101: {
    sentence: (p) => `${placed(word(p, "path"))} has no key ${quoted(word(p, "key"))}`,
    hint: (p) => choice(p, "there are"),
    explain: `The profile holds a key that nobody reads. It is an error and not ignored, because a misspelt key would
otherwise leave its value at the default without a word.
Wrong:  identity: { product: esignet, versoin: 1.5.1 }
Right:  identity: { product: esignet, version: "1.5.1" }
With the first line  # yaml-language-server: $schema=profile.schema.json  editors complete the keys.`,
  },
  CS1102: {
    sentence: (p) => wrongType(p),
    hint: (p) => quoteHint(p),
    explain: `A value has another type than the key takes. YAML reads 70001 and 7.8 as numbers and true as a truth value;
quotes make them text.
Wrong:  finance: { name: Ministry of Finance, class: GOV, code: 70002 }
Right:  finance: { name: Ministry of Finance, class: GOV, code: "70002" }
A key without a value behind its colon holds nothing.`,
  },
  CS1103: {
    sentence: (p) => `${placed(word(p, "path"))} lacks the key ${quoted(word(p, "key"))}`,
    explain: `A key without which the profile means nothing is missing. Every profile has apiVersion, name, country,
domain, organizations and blocks; a part in its long form has product.
Wrong:  country: { name: Utopia, code: XU }
Right:  country: { name: Utopia, code: XU, currency: XTS }
With extends, the key may stand in the file that is extended.`,
  },
  CS1104: {
    sentence: (p) => notAllowed(p),
    hint: (p) => {
      const hint = choice(p, "allowed are", "allowed");
      return list(p, "allowed").length === 1 && word(p, "suggestion") === "" ? undefined : hint;
    },
    explain: `The value has the right type and still cannot be used: it is not one of those to choose from, or not
written in the form that this key takes.
Wrong:  environment: prod
Right:  environment: production
Wrong:  country: { name: Utopia, code: Utopia, currency: XTS }
Right:  country: { name: Utopia, code: XU, currency: XTS }`,
  },
} satisfies Partial<Record<IssueCode, Message>>;

function wrongType(params: Params): string {
  if (word(params, "expected") === "key")
    return `a key is text, and this one is ${typeName(word(params, "got"))}`;
  const path = placed(word(params, "path"));
  return `${path} takes ${typeName(word(params, "expected"))}, and this is ${typeName(word(params, "got"))}`;
}

/** Numbers and truth values that should have been text only lack their quotes. */
function quoteHint(params: Params): string | undefined {
  const value = word(params, "value");
  const plain = ["number", "boolean"].includes(word(params, "got"));
  return plain && word(params, "expected") === "string" ? `put it in quotes: ${quoted(value)}` : undefined;
}

function notAllowed(params: Params): string {
  const path = placed(word(params, "path"));
  const value = word(params, "value");
  const allowed = list(params, "allowed");
  const subject = value === "" ? path : `${quoted(value)} in ${path}`;
  if (allowed.length > 1) return `${subject} is not one of the values to choose from`;
  return allowed.length === 1
    ? `${subject} must be ${quoted(allowed[0] ?? "")}`
    : `${subject} ${formatRule(word(params, "reason"))}`;
}
