import type { DatabaseSync } from "node:sqlite";
import type { Store } from "../../../../reference/store.ts";
import { Worker } from "../../../../reference/worker.ts";
import { describeError, type ErrorInformation, isPassing, Refused, sendFspiop } from "../fspiop.ts";
import type { AdapterSettings } from "../settings.ts";
import {
  dueInstructions,
  finish,
  nextInstruction,
  noteTry,
  type OpenInstruction,
  postpone,
  transferSent,
} from "./instructions.ts";
import { formatAmount } from "./money.ts";
import { PATIENCE_MS } from "./patience.ts";

const LONGEST_PAUSE_MS = 60_000;
/** How often somebody is looked up or a quote asked for who does not answer. */
const TRIES = 6;
const WIDTH = 32;

/**
 * Sends each instruction on its way: looks the payee up, asks for a quote, transfers. Every step may be repeated: the
 * hub knows quotes and transfers by ids that are derived from the instruction. What the hub answers arrives at
 * {@link hubRoutes}.
 */
export function createPayer(
  store: Store,
  settings: AdapterSettings,
  tell: (line: string) => void,
  wake: () => void,
): Worker<OpenInstruction> {
  const patience = settings.patience ?? PATIENCE_MS;
  const pauseAfter = (tries: number) => Math.min(patience * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS);
  const run = async (row: OpenInstruction, stop: AbortSignal): Promise<void> => {
    if (row.tries >= TRIES && (row.state === "lookup" || row.state === "quote")) {
      const whom = row.state === "lookup" ? "the account lookup" : "the payee's institution";
      await store.write((db) => finish(db, row, "failed", `${whom} did not answer`, Date.now()));
      wake();
      return;
    }
    const nextAt = Date.now() + pauseAfter(row.tries);
    const isMine = await store.write((db) => noteTry(db, row, nextAt));
    if (!isMine) return;
    const change = await send(row, settings, stop, () => Date.now() + pauseAfter(0));
    if (change === undefined) return;
    await store.write(change);
    wake();
  };
  return new Worker(
    {
      due: (now, limit) => store.read((db) => dueInstructions(db, now, limit)),
      next: () => store.read(nextInstruction),
      keyOf: ({ batch, position }) => `${batch}/${position}`,
      run,
      width: WIDTH,
    },
    tell,
  );
}

type Change = (db: DatabaseSync) => void;

/** Asks the hub, and says what is to be noted of its answer. */
async function send(
  row: OpenInstruction,
  settings: AdapterSettings,
  stop: AbortSignal,
  soon: () => number,
): Promise<Change | undefined> {
  const isTransfer = row.state === "transfer" && Date.now() < (row.expiresAt ?? 0);
  try {
    await sendFspiop(isTransfer ? transferOf(row, settings) : requestOf(row, settings), stop);
    return isTransfer ? (db) => transferSent(db, row, soon()) : undefined;
  } catch (error) {
    if (stop.aborted) return undefined;
    return afterRefusal(row, error instanceof Refused ? error.information : undefined, soon);
  }
}

/** What to make of it that the hub did not take a request. */
function afterRefusal(
  row: OpenInstruction,
  information: ErrorInformation | undefined,
  soon: () => number,
): Change {
  // Nothing is lost by asking again: what the hub could not take it has not done.
  if (information === undefined || isPassing(information)) return (db) => postpone(db, row, soon());
  // A transfer that is refused now may have been taken before: what became of it is asked for.
  const wasTaken = row.state === "sent" || (row.state === "transfer" && row.tries > 0);
  if (wasTaken) return (db) => transferSent(db, row, soon());
  return (db) => finish(db, row, "failed", describeError(information), Date.now());
}

/** What is asked in each state; of a transfer that was sent, or is too late to be, what became of it. */
function requestOf(row: OpenInstruction, { hub, fsp }: AdapterSettings) {
  switch (row.state) {
    case "lookup":
      return { base: hub.lookup, method: "GET" as const, path: `/parties/MSISDN/${row.party}`, source: fsp };
    case "quote":
      return {
        base: hub.quotes,
        method: "POST" as const,
        path: "/quotes",
        source: fsp,
        destination: row.fsp ?? undefined,
        body: quoteOf(row, fsp),
      };
    default:
      return {
        base: hub.transfers,
        method: "GET" as const,
        path: `/transfers/${row.transferId}`,
        source: fsp,
      };
  }
}

/** The payee gets the amount; whether its institution asks for a fee is seen in the quote. */
function quoteOf(row: OpenInstruction, fsp: string): unknown {
  return {
    quoteId: row.quoteId,
    transactionId: row.quoteId,
    payer: { partyIdInfo: { partyIdType: "BUSINESS", partyIdentifier: row.payer, fspId: fsp } },
    payee: { partyIdInfo: { partyIdType: "MSISDN", partyIdentifier: row.party, fspId: row.fsp } },
    amountType: "RECEIVE",
    amount: { amount: formatAmount(BigInt(row.amount)), currency: row.currency },
    transactionType: { scenario: "TRANSFER", initiator: "PAYER", initiatorType: "BUSINESS" },
    ...(row.narration === "" ? {} : { note: row.narration }),
  };
}

/** Always the same for the same row: the ledger refuses another body under the same id. */
function transferOf(row: OpenInstruction, { hub, fsp }: AdapterSettings) {
  return {
    base: hub.transfers,
    method: "POST" as const,
    path: "/transfers",
    source: fsp,
    destination: row.fsp ?? undefined,
    body: {
      transferId: row.transferId,
      payerFsp: fsp,
      payeeFsp: row.fsp,
      amount: { amount: formatAmount(BigInt(row.amount)), currency: row.currency },
      ilpPacket: row.packet,
      condition: row.condition,
      expiration: new Date(row.expiresAt ?? 0).toISOString(),
    },
  };
}
