import { parseArgs } from "node:util";
import { BLOCKS, type Block } from "../../charts/spi/index.ts";

/** What a person asks for. */
export interface Wanted {
  /** One suite only. */
  readonly suite?: Block;
  /** One operation only. */
  readonly operation?: string;
  /** So many mutants of each suite, chosen by the seed. */
  readonly sample?: number;
  /**
   * So many minutes for the mutants of all suites, in equal shares; the runs without damage come on top. Which ones are run
   * first, the seed decides.
   */
  readonly minutes?: number;
  readonly seed: number;
  /** Where the results are written as JSON. */
  readonly json?: string;
  /** Only say which mutants there are. */
  readonly list: boolean;
  /** Servers side by side. */
  readonly workers: number;
}

/** How the command is used. */
export const USAGE =
  "usage: node conformance/mutation/main.ts [--suite BLOCK] [--operation ID] [--sample N] [--minutes M] " +
  "[--seed S] [--workers W] [--json FILE] [--list]";

/** Reads the command's arguments. Throws a TypeError with one sentence where they make no sense. */
export function readArguments(argv: readonly string[]): Wanted {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      suite: { type: "string" },
      operation: { type: "string" },
      sample: { type: "string" },
      minutes: { type: "string" },
      seed: { type: "string", default: "1" },
      json: { type: "string" },
      list: { type: "boolean", default: false },
      workers: { type: "string", default: "2" },
    },
  });
  const { suite, operation, sample, minutes, json } = values;
  return {
    ...(suite === undefined ? {} : { suite: readBlock(suite) }),
    ...(operation === undefined ? {} : { operation }),
    ...(sample === undefined ? {} : { sample: readNumber("sample", sample, /^[1-9]\d*$/) }),
    ...(minutes === undefined ? {} : { minutes: readNumber("minutes", minutes, /^\d+(\.\d+)?$/) }),
    ...(json === undefined ? {} : { json }),
    seed: readNumber("seed", values.seed, /^\d+$/),
    workers: readNumber("workers", values.workers, /^[1-9]\d*$/),
    list: values.list,
  };
}

function readBlock(text: string): Block {
  const block = BLOCKS.find((one) => one === text);
  if (block === undefined) throw new TypeError(`--suite: there is no block ${JSON.stringify(text)}`);
  return block;
}

function readNumber(name: string, text: string, form: RegExp): number {
  if (!form.test(text)) throw new TypeError(`--${name}: ${JSON.stringify(text)} is no such number`);
  return Number(text);
}
