import { randomInt } from "node:crypto";
import { formatLeft, LONGEST_MS, parseTtl } from "../../deploy/sandbox/time-to-live.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";

/** Where sandboxes are, as the command line was told. */
export interface PlaceFlags {
  readonly data: string;
  readonly target?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
}

/** A DNS label of at most 30 characters that begins with a letter, as the name of a stack is. */
const NAME = /^[a-z]([-a-z0-9]{0,28}[a-z0-9])?$/;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Milliseconds of `--ttl`; wrong use for anything else. */
export function readTtl(text: string): number {
  const ttl = parseTtl(text);
  if (ttl === undefined)
    throw new UsageError(say.sandbox.badTtl(text), say.sandbox.ttlForm(formatLeft(LONGEST_MS)));
  return ttl;
}

/** The name of a new sandbox: the given one, or `sbx-` and six letters or digits. */
export function chooseName(given: string | undefined): string {
  if (given !== undefined) return checkName(given);
  return `sbx-${Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("")}`;
}

/** The name of a sandbox; wrong use where it cannot be one, before it becomes part of a path. */
export function checkName(name: string): string {
  if (!NAME.test(name)) throw new UsageError(say.sandbox.badName(name), say.sandbox.nameForm);
  return name;
}

/** The target of the flags; wrong use for one that is not there. */
export function readTarget(flags: PlaceFlags): "local" | "cluster" | undefined {
  const { target } = flags;
  if (target === undefined || target === "local" || target === "cluster") return target;
  throw new UsageError(say.target.unknown(target), say.target.known);
}
