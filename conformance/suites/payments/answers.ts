import { z } from "zod";
import {
  expectJson,
  expectMatches,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import type { Exchange } from "../../http.ts";

const code = z.string().min(1).max(2);
const description = z.string().min(1).max(200);

/** How an operation's file spells the three fields of its acknowledgement. */
export interface Spelling {
  readonly code: string;
  readonly text: string;
  readonly id: string;
}

/** `responseCode`, as the files of the account mapper and the requests to pay have it. */
export const SMALL: Spelling = { code: "responseCode", text: "responseDescription", id: "requestID" };
/** `ResponseCode`, as the files of vouchers have it and 1.x. */
export const CAPITAL: Spelling = { code: "ResponseCode", text: "ResponseDescription", id: "RequestID" };
/** `responseCode` and `reason`, as the files of bills have it. */
export const REASON: Spelling = { code: "responseCode", text: "reason", id: "requestID" };

const YES = "00";

/** The request was taken: this status, code 00 in the file's spelling, and the request's id where it has one. */
export function expectTaken(exchange: Exchange, status: number, spelling: Spelling, id?: string): void {
  expectStatus(exchange, status);
  const answer = expectShape(exchange, acknowledgement(spelling));
  expectMatches(
    answer,
    { [spelling.code]: YES, ...(id === undefined ? {} : { [spelling.id]: id }) },
    "the answer",
    exchange,
  );
}

/** The shape of an acknowledgement in this spelling. */
function acknowledgement({ code: codeName, text, id }: Spelling) {
  return z.looseObject({ [codeName]: code, [text]: description, [id]: z.string().max(12) });
}

/**
 * The request was refused with 400; where the answer has one of the files' codes, it is not the one of success. `others`
 * are statuses that say the same.
 */
export function expectDeclined(exchange: Exchange, ...others: readonly number[]): void {
  expectRefused(exchange, 400, 422, ...others);
  expectTrue(codeIn(exchange) !== YES, "a request was refused with the code of success", exchange);
}

/**
 * For operations whose file has no other status than 200: the request was refused with 400, or with 200 and a code that
 * is not the one of success.
 */
export function expectDeclinedOr200(exchange: Exchange): void {
  expectRefused(exchange, 200, 202, 400, 404, 409, 422);
  const given = codeIn(exchange);
  const saysSo = exchange.status >= 400 || (typeof given === "string" && given !== "");
  expectTrue(saysSo && given !== YES, "a request that has to be refused was taken", exchange);
}

function codeIn(exchange: Exchange): unknown {
  if (exchange.text === "") return undefined;
  const answer = expectJson(exchange) as Readonly<Record<string, unknown>> | null;
  return [CAPITAL.code, SMALL.code, "code", "respCode"]
    .map((name) => answer?.[name])
    .find((given) => given !== undefined);
}
