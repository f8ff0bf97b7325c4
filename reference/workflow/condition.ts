/** A condition, parsed. It is data: nothing of it runs but {@link evaluate}. */
export type Condition =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "path"; readonly steps: readonly (string | number)[] }
  | { readonly kind: "not"; readonly inner: Condition }
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] }
  | {
      readonly kind: "comparison";
      readonly operator: Operator;
      readonly left: Condition;
      readonly right: Condition;
    };

type Operator = "==" | "!=" | "<" | "<=" | ">" | ">=";

const LONGEST = 1000;
const DEEPEST = 50;
const TOKEN =
  /\s*(?:(-?\d+(?:\.\d+)?(?![\w.]))|("[^"\\]*"|'[^'\\]*')|([A-Za-z_][\w]*)|(==|!=|<=|>=|&&|\|\||[=<>!().[\]]))/y;
const WORDS: Readonly<Record<string, string>> = { and: "&&", or: "||", not: "!" };
const CONSTANTS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };
const OPERATORS: Readonly<Record<string, Operator>> = {
  "=": "==",
  "==": "==",
  "!=": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
};

interface Token {
  readonly kind: "number" | "text" | "name" | "sign";
  readonly text: string;
}

/**
 * Parses a condition (docs/adr/0016): comparisons of literals and paths, `and`, `or`, `not`, brackets. Throws a SyntaxError
 * with one sentence.
 */
export function parseCondition(text: string): Condition {
  if (text.length > LONGEST) throw new SyntaxError(`a condition has at most ${LONGEST} characters`);
  const parser = new Parser(tokenize(text));
  const condition = parser.readAlternatives(0);
  parser.expectEnd();
  return condition;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    tokens.push(tokenOf(match));
    end = TOKEN.lastIndex;
  }
  const rest = text.slice(end).trim();
  if (rest !== "")
    throw new SyntaxError(`${JSON.stringify(rest.slice(0, 20))} is nothing that conditions have`);
  return tokens;
}

function tokenOf([, number, quoted, name, sign = ""]: RegExpExecArray): Token {
  if (number !== undefined) return { kind: "number", text: number };
  if (quoted !== undefined) return { kind: "text", text: quoted.slice(1, -1) };
  if (name === undefined) return { kind: "sign", text: sign };
  const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
  return word === undefined ? { kind: "name", text: name } : { kind: "sign", text: word };
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  readAlternatives(depth: number): Condition {
    return this.#readSeries("||", "or", () => this.#readSeries("&&", "and", () => this.#readNegation(depth)));
  }

  expectEnd(): void {
    const token = this.#tokens[this.#at];
    if (token !== undefined) throw new SyntaxError(`${JSON.stringify(token.text)} is one thing too many`);
  }

  #readSeries(sign: string, kind: "and" | "or", read: () => Condition): Condition {
    const first = read();
    const parts = [first];
    while (this.#takeSign(sign)) parts.push(read());
    return parts.length === 1 ? first : { kind, parts };
  }

  #readNegation(depth: number): Condition {
    if (depth > DEEPEST) throw new SyntaxError(`a condition is nested at most ${DEEPEST} levels deep`);
    if (this.#takeSign("!")) return { kind: "not", inner: this.#readNegation(depth + 1) };
    const left = this.#readOperand(depth);
    const token = this.#tokens[this.#at];
    const operator = token?.kind === "sign" ? OPERATORS[token.text] : undefined;
    if (operator === undefined) return left;
    this.#at += 1;
    return { kind: "comparison", operator, left, right: this.#readOperand(depth) };
  }

  #readOperand(depth: number): Condition {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new SyntaxError("the condition breaks off");
    this.#at += 1;
    if (token.kind === "number") return { kind: "literal", value: Number(token.text) };
    if (token.kind === "text") return { kind: "literal", value: token.text };
    if (token.kind === "name") return this.#readName(token.text);
    if (token.text !== "(")
      throw new SyntaxError(`${JSON.stringify(token.text)} stands where a value should`);
    const inner = this.readAlternatives(depth + 1);
    if (!this.#takeSign(")")) throw new SyntaxError("a bracket is not closed");
    return inner;
  }

  #readName(name: string): Condition {
    if (Object.hasOwn(CONSTANTS, name)) return { kind: "literal", value: CONSTANTS[name] ?? null };
    const steps: (string | number)[] = [name];
    for (;;) {
      if (this.#takeSign(".")) steps.push(this.#takeStep("name"));
      else if (this.#takeSign("[")) {
        steps.push(Number(this.#takeStep("number")));
        if (!this.#takeSign("]")) throw new SyntaxError("a [ is not closed");
      } else return { kind: "path", steps };
    }
  }

  #takeStep(kind: "name" | "number"): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) throw new SyntaxError(`after a ${kind === "name" ? "." : "["} comes a ${kind}`);
    this.#at += 1;
    return token.text;
  }

  #takeSign(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "sign" || token.text !== text) return false;
    this.#at += 1;
    return true;
  }
}
