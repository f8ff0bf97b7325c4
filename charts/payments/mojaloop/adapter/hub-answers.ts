import type { DatabaseSync } from "node:sqlite";
import type { z } from "zod";
import { notFound } from "../../../../reference/refusal.ts";
import { describeError, type ErrorInformation, isPassing } from "../fspiop.ts";
import type { partyBody, quoteBody, transferBody } from "./hub-messages.ts";
import {
  attemptAgain,
  findByHubId,
  finish,
  type OpenInstruction,
  partyFound,
  quoted,
  sendAgain,
  waitingForParty,
} from "./instructions.ts";
import { formatAmount, parseAmount } from "./money.ts";
import { clockMargin, transferLifetime } from "./patience.ts";

/** What an answer of the hub is taken with: where, when, and how long the hub is waited for. */
export interface Taking {
  readonly db: DatabaseSync;
  readonly now: number;
  readonly patience: number | undefined;
  readonly tell: (line: string) => void;
}

const UNKNOWN_TRANSFER = "3208";
const EXPIRED = "3303";
/** What a transfer meets that comes to the ledger after its end, among other things. */
const INVALID = "3100";
/** Another body under the same id; what became of the first one is asked for. */
const MODIFIED = "3106";

/** Whose customer a phone number is. */
export function takeParty({ db, now }: Taking, id: string, body: z.infer<typeof partyBody>): void {
  for (const row of waitingForParty(db, id)) partyFound(db, row, body.party.partyIdInfo.fspId, now);
}

/** That nobody knows a phone number. */
export function takePartyError({ db, now }: Taking, id: string, information: ErrorInformation): void {
  if (isPassing(information)) return;
  for (const row of waitingForParty(db, id)) finish(db, row, "failed", describeError(information), now);
}

/** Paid is what was asked for, to the last digit: a fee is the government's to refuse. */
export function takeQuote(taking: Taking, id: string, body: z.infer<typeof quoteBody>): void {
  const { db, now, patience } = taking;
  const row = openRow(db, "quote_id", id, ["quote"]);
  if (row === undefined) return;
  const { transferAmount, ilpPacket, condition } = body;
  const expiresAt = Math.min(Date.parse(body.expiration), now + transferLifetime(patience));
  if (transferAmount.currency !== row.currency || parseAmount(transferAmount.amount) !== BigInt(row.amount)) {
    const wanted = `${transferAmount.amount} ${transferAmount.currency}`;
    const asked = `${formatAmount(BigInt(row.amount))} ${row.currency}`;
    finish(db, row, "failed", `the payee's institution wants ${wanted} for ${asked}`, now);
  } else if (expiresAt > now) {
    quoted(db, row, { packet: ilpPacket, condition, expiresAt }, now);
  } else {
    attemptAgain(db, row, "the quote had expired when it came", now);
  }
}

/** That there is no quote. */
export function takeQuoteError({ db, now }: Taking, id: string, information: ErrorInformation): void {
  const row = openRow(db, "quote_id", id, ["quote"]);
  if (row === undefined || isPassing(information)) return;
  finish(db, row, "failed", describeError(information), now);
}

/** How a transfer stands. */
export function takeState({ db, now, tell }: Taking, id: string, body: z.infer<typeof transferBody>): void {
  const row = findByHubId(db, "transfer_id", id);
  if (row === undefined) throw notFound("no transfer was sent under this id");
  const isOpen = row.state === "transfer" || row.state === "sent";
  if (body.transferState === "COMMITTED" && row.state !== "paid") {
    // It must not be; the ledger's word counts all the same.
    if (!isOpen) tell(`error: the hub paid transfer ${id} after it was given up`);
    finish(db, row, "paid", undefined, now);
  } else if (body.transferState === "ABORTED" && isOpen) {
    takeEnd(db, row as OpenInstruction, causeIn(body), now);
  }
}

/** That a transfer is over without being paid, or is none that the hub knows. */
export function takeTransferError(taking: Taking, id: string, information: ErrorInformation): void {
  const { db, now, patience } = taking;
  const row = openRow(db, "transfer_id", id, ["transfer", "sent"]);
  if (row === undefined || isPassing(information) || information.errorCode === MODIFIED) return;
  if (information.errorCode !== UNKNOWN_TRANSFER) {
    takeEnd(db, row, information, now);
    return;
  }
  const expiresAt = row.expiresAt ?? 0;
  if (now < expiresAt) sendAgain(db, row, now);
  else if (now > expiresAt + clockMargin(patience)) {
    attemptAgain(db, row, "the hub did not hear of the transfer in time", now);
  }
}

/** The ledger has given the money back: a transfer that was only late is attempted again. */
function takeEnd(db: DatabaseSync, row: OpenInstruction, information: ErrorInformation, now: number): void {
  const { errorCode } = information;
  const wasLate = errorCode === EXPIRED || (errorCode === INVALID && now >= (row.expiresAt ?? 0));
  if (wasLate) attemptAgain(db, row, describeError(information), now);
  else finish(db, row, "failed", describeError(information), now);
}

/** `3303: Transfer expired`, as the ledger writes the cause of an end. */
function causeIn({ extensionList }: z.infer<typeof transferBody>): ErrorInformation {
  const cause = extensionList?.extension.find(({ key }) => key === "cause")?.value ?? "";
  const [, errorCode, errorDescription = ""] = /^(\d{4}): ([^\n]*)/.exec(cause) ?? [];
  if (errorCode !== undefined) return { errorCode, errorDescription };
  return { errorCode: "5000", errorDescription: "the payee's institution did not take the transfer" };
}

/** The row of that id where it is in one of these states; a late answer finds none, and one to nothing is a 404. */
function openRow(
  db: DatabaseSync,
  column: "quote_id" | "transfer_id",
  id: string,
  states: readonly string[],
): OpenInstruction | undefined {
  const row = findByHubId(db, column, id);
  if (row === undefined) throw notFound("nothing was asked for under this id");
  return states.includes(row.state) ? (row as OpenInstruction) : undefined;
}
