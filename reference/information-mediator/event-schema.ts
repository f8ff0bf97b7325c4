import { createContext, Script } from "node:vm";
import { Ajv, type Options, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { default as formats } from "ajv-formats";
import { RE2JS } from "re2js";

const SIZE_LIMIT = 64 << 10;
const KEPT_LIMIT = 200;
/** How long one schema may keep the server busy, in milliseconds: the event loop stands still meanwhile. */
const COMPILE_TIMEOUT = 1000;
const VALIDATE_TIMEOUT = 250;
/** Sizes up to which a schema without references is applied in a moment, in characters. */
const LIGHT_EVENT = 4096;
const LIGHT_PRODUCT = 1 << 24;

const OPTIONS: Options = {
  strict: false,
  validateSchema: true,
  ownProperties: true,
  logger: false,
  code: { regExp: Object.assign(linearPattern, { code: "linearPattern" }) },
};

const DRAFTS: readonly [pattern: RegExp, make: () => Ajv][] = [
  [/\/draft\/2020-12\/schema#?$/, () => new Ajv2020(OPTIONS)],
  [/\/draft\/2019-09\/schema#?$/, () => new Ajv2019(OPTIONS)],
  [/\/draft-07\/schema#?$/, () => new Ajv(OPTIONS)],
];

/** A pattern of a schema in an engine whose time is linear, so that no pattern can make it hang. */
function linearPattern(pattern: string): { test(text: string): boolean } {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
  return { test: (text) => compiled.test(text) };
}

/**
 * Compiles and applies the schemas of event types: drafts 2019-09 and 2020-12 where `$schema` says so, else draft 07
 * as in the specification's example. Nothing is ever fetched. A watchdog ends what takes too long, because patterns
 * are not all that a hostile schema can do.
 */
export class EventSchemas {
  readonly #kept = new Map<string, ValidateFunction>();

  /** Why a schema cannot be used; undefined where it can. */
  whyUnusable(schema: string): string | undefined {
    try {
      this.#compile(schema);
      return undefined;
    } catch (error) {
      return `the schema is not a JSON Schema that can be used: ${reasonOf(error)}`;
    }
  }

  /** Why an event is not valid against a schema that is usable; undefined where it is. Says no value of the event. */
  whyInvalid(schema: string, event: unknown): string | undefined {
    try {
      const validate = this.#compile(schema);
      const valid = isLight(schema, event)
        ? validate(event)
        : withinTime(VALIDATE_TIMEOUT, () => validate(event));
      if (valid) return undefined;
      const [first] = validate.errors ?? [];
      return `event${first?.instancePath ?? ""} ${first?.message ?? "does not match the schema"}`;
    } catch (error) {
      // A validator that was stopped half-way is not used again.
      this.#kept.delete(schema);
      return `event cannot be checked: ${reasonOf(error)}`;
    }
  }

  #compile(text: string): ValidateFunction {
    const kept = this.#kept.get(text);
    if (kept !== undefined) return kept;
    if (Buffer.byteLength(text) > SIZE_LIMIT) throw new TypeError(`it is larger than ${SIZE_LIMIT} bytes`);
    const schema = JSON.parse(text) as Record<string, unknown>;
    // An asynchronous validator would answer with a promise, which counts as true.
    if (text.includes('"$async"')) throw new TypeError("$async is not served");
    const validate = withinTime(COMPILE_TIMEOUT, () => makeAjv(schema["$schema"]).compile(schema));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= KEPT_LIMIT && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(text, validate);
    return validate;
  }
}

/** One for each schema, so that no schema can refer to or clash with another's `$id`. */
function makeAjv(dialect: unknown): Ajv {
  if (dialect !== undefined && typeof dialect !== "string") throw new TypeError("$schema must be a text");
  const found = DRAFTS.find(([pattern]) => pattern.test(dialect ?? "http://json-schema.org/draft-07/schema"));
  if (found === undefined) throw new TypeError(`the dialect ${dialect} is not known`);
  const ajv = found[1]();
  formats.default(ajv);
  return ajv;
}

/** The watchdog costs more than an ordinary event does: what cannot take long goes without. */
function isLight(schema: string, event: unknown): boolean {
  const size = JSON.stringify(event).length;
  return size <= LIGHT_EVENT && size * schema.length <= LIGHT_PRODUCT && !/Ref"/i.test(schema);
}

const sandbox = createContext({ work: undefined as unknown });
const call = new Script("work()");

/** Runs something and ends it by force after that many milliseconds; a script is all that Node can end so. */
function withinTime<T>(timeout: number, work: () => T): T {
  sandbox["work"] = work;
  return call.runInContext(sandbox, { timeout }) as T;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return "it takes too long";
  if (error instanceof RangeError) return "it refers to itself without end";
  return (message ?? "unknown").slice(0, 300);
}
