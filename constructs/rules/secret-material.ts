/** Names whose values are secret: they end with one of these words. */
const SECRET_NAME =
  /(pass(word|wd|phrase)?|pwd|secret|token|credentials?|api[-_.]?key|private[-_.]?key|access[-_.]?key|secret[-_.]?key|(^|[-_.])pin)$/i;
const CAMEL_PIN = /[a-z]Pin$/;

/** Names that end so and hold the name of something. */
const NAMES_SOMETHING = /(existing|name[-_.]?of)[-_.]?[a-z]*secret$/i;

const PRIVATE_KEY = /-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/;

// All repetitions below are bounded, and begin where a word does: a ConfigMap may be a megabyte without a space.

/** A user's password in an address. */
const ADDRESS_WITH_PASSWORD = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"']{0,128}:([^\s/@"']{1,256})@/i;

/** A password in a statement of SQL. */
const STATEMENT = /\b(?:PASSWORD|IDENTIFIED\s+BY)\s+'([^'\n]{1,256})'/i;

/** A line of YAML, properties or a shell that gives a name a value. */
const ASSIGNMENT = /^\s*(?:export\s+|-\s+)?["']?([\w.-]{1,64})["']?\s*[:=](.*)$/;

/**
 * A name and its value in a line with several of them: quoted, behind `name=`, or the last word behind `name:`. In
 * programs, `token = next` gives away nothing, nor does prose.
 */
const PAIR =
  /(?<![\w.-])["']?([\w.-]{1,64})["']?(?:(?:\s{0,8}=|:)\s{0,8}("[^"\n]{0,256}"|'[^'\n]{0,256}')|=([^\s,;(){}"'=]{1,256})(?=[\s,;}]|$)|:\s{0,8}([^\s,;(){}"'=]{1,256})(?=\s{0,8}(?:[,;}]|$)))/g;

/** Whether a name says that its value is secret. */
export function isSecretName(name: string): boolean {
  return (SECRET_NAME.test(name) || CAMEL_PIN.test(name)) && !NAMES_SOMETHING.test(name);
}

/**
 * Whether a value is one itself, and not where it is found: a path, a placeholder for a variable, or no text at all.
 */
export function isLiteral(value: string): boolean {
  const bare = value.trim().replace(/^(["'])(.*)\1$/, "$2");
  if (/^(true|false|null|none|yes|no|on|off|undefined|\d{1,3}[a-z]{0,2})?$/i.test(bare)) return false;
  if (/^(\.{0,2}\/|file:)/.test(bare)) return false;
  return !/^[<{[|>&*!]|\$[({\w]|\{\{|%[({\w]/.test(bare);
}

/** What a text gives away, in a word or two; nothing where it is harmless. */
export function secretIn(text: string): string | undefined {
  if (PRIVATE_KEY.test(text)) return "a private key";
  const password = ADDRESS_WITH_PASSWORD.exec(text)?.[1];
  if (password !== undefined && isLiteral(password)) return "a password in an address";
  const statement = STATEMENT.exec(text)?.[1];
  if (statement !== undefined && isLiteral(statement)) return "a password in a statement";
  for (const line of text.split("\n")) {
    const name = assignedSecret(line);
    if (name !== undefined) return `the value of ${name}`;
  }
  return undefined;
}

/** The secret name to which a line gives a value. */
function assignedSecret(line: string): string | undefined {
  const [, whole = "", rest = ""] = ASSIGNMENT.exec(line) ?? [];
  if (isSecretName(whole) && isLiteralWord(rest)) return whole;
  for (const [, name = "", quoted, equal, last] of line.matchAll(PAIR)) {
    if (isSecretName(name) && isLiteral(quoted ?? equal ?? last ?? "")) return name;
  }
  return undefined;
}

/** Whether the rest of a line is one literal word; several without quotes are prose or a program. */
function isLiteralWord(rest: string): boolean {
  const value = rest.trim();
  const word = /[,;]$/.test(value) ? value.slice(0, -1).trimEnd() : value;
  const isOne = !/\s/.test(word) || /^("[^"]*"|'[^']*')$/.test(word);
  return isOne && !word.includes("(") && isLiteral(word);
}
