import { conditionOf } from "../condition.ts";
import { ledgerAmount } from "./money.ts";

/** A transfer in the switch. */
export interface FakeTransfer {
  readonly body: TransferBody;
  state: "RESERVED" | "COMMITTED" | "ABORTED" | "EXPIRED";
}

/** POST /transfers. */
export interface TransferBody {
  readonly transferId: string;
  readonly payerFsp: string;
  readonly payeeFsp: string;
  readonly amount: { readonly amount: string; readonly currency: string };
  readonly condition: string;
  readonly expiration: string;
}

/** What the fake ledger is made of: whom it watches, and how it calls participants back. */
interface TransfersContext {
  readonly payer: string;
  /** The most that the payer may owe, in units. */
  readonly cap: number;
  readonly call: (to: string, method: string, path: string, source: string, body?: unknown) => void;
  readonly fail: (to: string, path: string, errorCode: string, errorDescription: string) => void;
}

/**
 * The ledger's part of the switch: an id is booked once, and what is not fulfilled in time is given back. It answers
 * as central-ledger 19.5.5 was seen to.
 */
export function createTransfers({ payer, cap, call, fail }: TransfersContext) {
  const transfers = new Map<string, FakeTransfer>();
  const position = (name: string) =>
    [...transfers.values()].reduce((sum, { body, state }) => {
      const amount = ledgerAmount(body.amount.amount);
      if (body.payerFsp === name && (state === "RESERVED" || state === "COMMITTED")) return sum + amount;
      return body.payeeFsp === name && state === "COMMITTED" ? sum - amount : sum;
    }, 0n);
  const tellState = (id: string, to: string) => {
    const transfer = transfers.get(id);
    const path = `/transfers/${id}`;
    if (transfer === undefined) return fail(to, path, "3208", "Transfer ID not found");
    if (transfer.state !== "EXPIRED") return call(to, "PUT", path, "Hub", { transferState: transfer.state });
    const extension = [{ key: "cause", value: "3303: Transfer expired" }];
    return call(to, "PUT", path, "Hub", { transferState: "ABORTED", extensionList: { extension } });
  };
  const repeated = (known: FakeTransfer, body: TransferBody) => {
    const path = `/transfers/${body.transferId}`;
    if (JSON.stringify(known.body) !== JSON.stringify(body)) fail(payer, path, "3106", "Modified request");
    else tellState(body.transferId, body.payerFsp);
  };
  const prepare = (body: TransferBody) => {
    const path = `/transfers/${body.transferId}`;
    const known = transfers.get(body.transferId);
    const needed = position(body.payerFsp) + ledgerAmount(body.amount.amount);
    if (known !== undefined) repeated(known, body);
    else if (Date.parse(body.expiration) <= Date.now())
      fail(payer, path, "3100", "Expiration date is already in the past");
    else if (needed > BigInt(cap) * 10_000n) fail(payer, path, "4200", "Payer limit error");
    else {
      transfers.set(body.transferId, { body, state: "RESERVED" });
      call(body.payeeFsp, "POST", "/transfers", body.payerFsp, body);
    }
  };
  const fulfil = (id: string, body: Readonly<Record<string, unknown>>) => {
    const transfer = transfers.get(id);
    if (transfer?.state !== "RESERVED") return;
    const matches = conditionOf(String(body["fulfilment"])) === transfer.body.condition;
    transfer.state = matches ? "COMMITTED" : "ABORTED";
    tellState(id, transfer.body.payerFsp);
    if (matches)
      call(transfer.body.payeeFsp, "PUT", `/transfers/${id}`, "Hub", { transferState: "COMMITTED" });
  };
  const abort = (id: string, body: Readonly<Record<string, unknown>>) => {
    const transfer = transfers.get(id);
    if (transfer?.state !== "RESERVED") return;
    transfer.state = "ABORTED";
    call(transfer.body.payerFsp, "PUT", `/transfers/${id}/error`, transfer.body.payeeFsp, body);
  };
  const expire = () => {
    for (const [id, transfer] of transfers) {
      if (transfer.state !== "RESERVED" || Date.parse(transfer.body.expiration) > Date.now()) continue;
      transfer.state = "EXPIRED";
      fail(transfer.body.payerFsp, `/transfers/${id}`, "3303", "Transfer expired");
    }
  };
  return { transfers, position, tellState, prepare, fulfil, abort, expire };
}
