import { dfspSteps } from "../../../charts/payments/mojaloop/bootstrap/dfsp-steps.ts";
import { openHub } from "../../../charts/payments/mojaloop/bootstrap/hub-api.ts";
import { hubSteps } from "../../../charts/payments/mojaloop/bootstrap/hub-steps.ts";
import type { DfspSetup, HubSetup } from "../../../charts/payments/mojaloop/settings.ts";
import { runBootstrap } from "../../../charts/run-bootstrap.ts";

/** What the ledger says of an account, as far as the tests ask. */
interface Account {
  readonly ledgerAccountType: string;
  readonly value: number;
}

/** A ledger as its operator sees it. */
export interface Ledger {
  /** The JSON that it answers to a GET. */
  ask(path: string): Promise<unknown>;
  /** What a participant has on its accounts in XTS, by the accounts' types. */
  accountsOf(participant: string): Promise<Readonly<Record<string, number>>>;
  /** Sets it up with the steps of Mojaloop's bootstrap that are about the ledger; the exit code, and what was told. */
  setUp(dfsps: readonly DfspSetup[]): Promise<{ readonly code: number; readonly lines: readonly string[] }>;
}

/** A port that nobody listens on stands for the services that are not here. */
const NOWHERE = "http://127.0.0.1:1";

/** The administration of the ledger at a URL; the rest of its hub is nowhere. */
export function openLedger(url: string): Ledger {
  const hub: HubSetup["hub"] = {
    ledger: url,
    transfers: NOWHERE,
    lookup: NOWHERE,
    lookupAdmin: NOWHERE,
    quotes: NOWHERE,
    oracle: NOWHERE,
    settlement: NOWHERE,
  };
  const ask = async (path: string): Promise<unknown> =>
    (await fetch(`${url}${path}`, { signal: AbortSignal.timeout(15_000) })).json();
  return {
    ask,
    accountsOf: async (participant) => {
      const accounts = (await ask(`/participants/${participant}/accounts`)) as Account[];
      return Object.fromEntries(accounts.map(({ ledgerAccountType, value }) => [ledgerAccountType, value]));
    },
    setUp: async (dfsps) => {
      const api = openHub(hub);
      const steps = [
        // It is account lookup that has an oracle.
        ...hubSteps({ currency: "XTS", hub, dfsps }, api).filter(({ id }) => id !== "oracle"),
        ...dfsps.flatMap((dfsp) => dfspSteps(dfsp, "XTS", api)),
      ];
      const lines: string[] = [];
      const stop = new AbortController().signal;
      const code = await runBootstrap(steps, { stop, tell: (line) => void lines.push(line) });
      return { code, lines };
    },
  };
}
