import type { BootstrapStep } from "../../../spi/index.ts";
import type { HubSetup } from "../settings.ts";
import type { HubApi } from "./hub-api.ts";
import { sendAndExpect } from "./send.ts";

/** An account as the ledger lists it with its participant. */
export interface Account {
  readonly id: number;
  readonly ledgerAccountType: string;
  readonly currency: string;
  readonly isActive: number | boolean;
}

interface Oracle {
  readonly oracleId: string;
  readonly oracleIdType: string;
  readonly endpoint: { readonly value: string };
}

/** Without these no participant can be made (`3003`), and without a settlement model none either (`6000`). */
const HUB_ACCOUNTS = ["HUB_RECONCILIATION", "HUB_MULTILATERAL_SETTLEMENT"] as const;

/** The accounts of the hub, the way of settling, and where phone numbers are looked up. */
export function hubSteps({ currency, hub }: HubSetup, api: HubApi): BootstrapStep[] {
  return [
    ...HUB_ACCOUNTS.map((type) => hubAccount(api, currency, type)),
    settlementModel(api, currency),
    oracleStep(api, hub.oracle),
  ];
}

function hubAccount(api: HubApi, currency: string, type: string): BootstrapStep {
  return {
    id: `hub-${type.toLowerCase().replaceAll("_", "-")}`,
    title: `the hub's account ${type} in ${currency}`,
    isDone: async (stop) => {
      const accounts = await api.read<Account[]>("ledger", "/participants/Hub/accounts", stop);
      return accounts.some((account) => account.ledgerAccountType === type && account.currency === currency);
    },
    run: (stop) =>
      sendAndExpect(api, "ledger", "POST", "/participants/Hub/accounts", { type, currency }, stop),
  };
}

/** Multilateral deferred net settlement, as Mojaloop's own provisioning has it. */
function settlementModel(api: HubApi, currency: string): BootstrapStep {
  const name = `DEFERREDNET${currency}`;
  const model = {
    name,
    settlementGranularity: "NET",
    settlementInterchange: "MULTILATERAL",
    settlementDelay: "DEFERRED",
    currency,
    requireLiquidityCheck: true,
    ledgerAccountType: "POSITION",
    settlementAccountType: "SETTLEMENT",
    autoPositionReset: true,
  };
  return {
    id: "settlement-model",
    title: `the settlement model ${name}`,
    isDone: async (stop) => {
      const models = await api.read<{ name: string }[]>("ledger", "/settlementModels", stop);
      return models.some((each) => each.name === name);
    },
    run: (stop) => sendAndExpect(api, "ledger", "POST", "/settlementModels", model, stop),
  };
}

function oracleStep(api: HubApi, url: string): BootstrapStep {
  const known = (stop: AbortSignal) => api.read<Oracle[]>("lookupAdmin", "/oracles?type=MSISDN", stop);
  return {
    id: "oracle",
    title: "the oracle of phone numbers",
    isDone: async (stop) => {
      const oracles = await known(stop);
      return oracles.length === 1 && oracles[0]?.endpoint.value === url;
    },
    run: async (stop) => {
      const oracles = await known(stop);
      // Account lookup refuses to change an oracle's address while one of its type is active.
      for (const { oracleId, endpoint } of oracles) {
        if (endpoint.value !== url) {
          await sendAndExpect(api, "lookupAdmin", "DELETE", `/oracles/${oracleId}`, undefined, stop);
        }
      }
      if (oracles.some(({ endpoint }) => endpoint.value === url)) return;
      const oracle = {
        oracleIdType: "MSISDN",
        endpoint: { value: url, endpointType: "URL" },
        isDefault: true,
      };
      await sendAndExpect(api, "lookupAdmin", "POST", "/oracles", oracle, stop);
    },
  };
}
