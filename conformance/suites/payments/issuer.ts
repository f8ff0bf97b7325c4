import type { CheckContext } from "../../check.ts";
import type { HttpRequest } from "../../http.ts";
import { callbackUrl } from "./arrivals.ts";
import { readWorld } from "./fixtures.ts";
import { asNumber, newId, openTown, shortId, type Town, type Wishes } from "./town.ts";

type Content = Scene["request"];
interface Scene {
  readonly request: HttpRequest & { readonly json: unknown };
}

/** An issuer of vouchers: a payer with funds, and the institution under whose name they are made. */
export interface Issuer {
  readonly town: Town;
  readonly institution: string;
  readonly batch: string;
  /** Requests of the issuer, not sent yet. */
  creation(amounts: readonly number[], id?: string): Content;
  change(what: "activate" | "cancel", serials: readonly string[], id?: string): Content;
  redemption(
    voucher: { readonly serialNumber: string },
    secret: string,
    agent?: string,
    id?: string,
  ): Content;
}

/** Opens an issuer. Its vouchers are paid from the town's payer. */
export async function openIssuer(context: CheckContext, wishes: Wishes = {}): Promise<Issuer> {
  const town = await openTown(context, wishes);
  const [institution, batch] = [newId(), newId()];
  const { voucherGroups } = await readWorld(context);
  const groupCode =
    Array.isArray(voucherGroups) && typeof voucherGroups[0] === "string" ? voucherGroups[0] : "TST";
  const own = { "X-Registering-Institution-Id": institution, "X-Program-Id": town.payer };
  const request = (
    method: "POST" | "PUT",
    command: string | undefined,
    json: object,
    waits: string | undefined,
  ) => ({
    method,
    path: "/vouchers",
    ...(command === undefined ? {} : { query: { command } }),
    headers: { ...own, ...(waits === undefined ? {} : { "X-Callback-URL": callbackUrl(context, waits) }) },
    json,
  });
  return {
    town,
    institution,
    batch,
    creation: (amounts, id = newId()) => {
      const voucherInstructions = amounts.map((amount, n) => ({
        instructionID: `${id}000${n}`,
        groupCode,
        currency: town.currency,
        amount: asNumber(town, amount),
        payeeFunctionalID: `${context.mark.slice(0, -2)}0${n}`,
        narration: "Test voucher",
      }));
      return request(
        "POST",
        undefined,
        { requestID: id, batchID: batch, voucherInstructions },
        "tellVouchers",
      );
    },
    change: (what, serials, id = newId()) => {
      const list = serials.map((serialNumber) => ({ serialNumber }));
      return what === "activate"
        ? request(
            "PUT",
            what,
            { RequestID: id, BatchID: batch, VoucherInstructions: list },
            "notifyActivation",
          )
        : request(
            "POST",
            what,
            { requestID: id, batchID: batch, voucherInstructions: list },
            "confirmVoucherCancellation",
          );
    },
    redemption: ({ serialNumber }, secret, agent = shortId(), id = newId()) =>
      request(
        "POST",
        "redeem",
        { requestID: id, voucherSerialNumber: serialNumber, agentID: agent, voucherSecretNumber: secret },
        undefined,
      ),
  };
}
