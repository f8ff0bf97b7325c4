import { BODY_LIMIT } from "../../reference/body.ts";
import type { Random } from "../kills/random.ts";
import { BODY_BREAKAGES } from "./break-body.ts";
import { HEAD_BREAKAGES } from "./break-head.ts";
import { type Described, draftRequest, type Vocabulary } from "./describe.ts";
import type { Draft } from "./draft.ts";
import { type Shot, send, WIRE_BREAKAGES } from "./wire.ts";

/** Makes a request that the operation could accept and breaks it in one to three ways. */
export function makeShot(
  operations: readonly Described[],
  words: Vocabulary,
  host: string,
  random: Random,
): Shot {
  const operation = random.pick(operations);
  const draft = draftRequest(operation, structuredClone(words), host, random);
  const broken: string[] = [];
  const hasBody = draft.value !== undefined;
  // Where a body is, most of what can be wrong is wrong in it.
  if (hasBody ? random.chance(0.6) : random.chance(0.1))
    broken.push(breakOnce(BODY_BREAKAGES, draft, random));
  if (broken.length === 0 ? random.chance(0.85) : random.chance(0.2))
    broken.push(breakOnce(HEAD_BREAKAGES, draft, random));
  const { method } = draft;
  const ordinary = broken.length > 0 && random.chance(0.8);
  const [name, frame] = ordinary ? ["", send] : random.pick(Object.entries(WIRE_BREAKAGES));
  const shot = {
    name: nameOf(operation, [...broken, name].filter(Boolean)),
    method,
    ...frame(draft, random),
  };
  return (endsBeforeAnswer(broken) || isTooLarge(shot)) && shot.ending === "answer"
    ? { ...shot, ending: "either" }
    : shot;
}

function breakOnce(
  breakages: Readonly<Record<string, (draft: Draft, random: Random) => void>>,
  draft: Draft,
  random: Random,
): string {
  const [name, breakage] = random.pick(Object.entries(breakages));
  breakage(draft, random);
  return name;
}

/**
 * Whoever still writes while the server has refused the size and closed the connection may lose the answer to the
 * reset (RFC 9112, 9.6); Node's own limit for the head is 16 KiB.
 */
function isTooLarge({ parts }: Pick<Shot, "parts">): boolean {
  const whole = Buffer.concat(parts);
  const head = whole.indexOf("\r\n\r\n");
  return head > 16_000 || whole.length - head > BODY_LIMIT;
}

/** Under these the request may end earlier than its framing says, so that the rest of the packets is for nobody. */
function endsBeforeAnswer(broken: readonly string[]): boolean {
  return broken.some((name) => ["method", "brokenHeader", "unknownMethod", "oddHeader"].includes(name));
}

function nameOf(operation: Described, broken: readonly string[]): string {
  return `${operation.id} with ${broken.join(" and ")}`;
}
