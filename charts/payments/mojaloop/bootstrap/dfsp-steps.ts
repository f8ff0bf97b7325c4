import { setTimeout as pause } from "node:timers/promises";
import type { BootstrapStep } from "../../../spi/index.ts";
import { deriveId } from "../derive-id.ts";
import { endpointsOf } from "../endpoints.ts";
import type { DfspSetup } from "../settings.ts";
import type { HubApi } from "./hub-api.ts";
import type { Account } from "./hub-steps.ts";
import { sendAndExpect } from "./send.ts";

/** What a deposit is given to arrive, which goes through the broker. */
const LOOKS = 20;
const BETWEEN_LOOKS_MS = 500;

/** Everything of one participant that the ledger has to know: accounts, limit, endpoints, liquidity. */
export function dfspSteps(
  dfsp: DfspSetup,
  currency: string,
  api: HubApi,
  between: number = BETWEEN_LOOKS_MS,
): BootstrapStep[] {
  return [
    participantStep(dfsp, currency, api),
    limitStep(dfsp, currency, api),
    endpointsStep(dfsp, api),
    ...(dfsp.funds === 0 ? [] : [fundsStep(dfsp, currency, api, between)]),
  ];
}

/** The participant's accounts in the currency; none where the ledger does not know it. */
async function accountsOf(
  api: HubApi,
  name: string,
  currency: string,
  stop: AbortSignal,
): Promise<readonly Account[]> {
  // Asked for an unknown one by name, the ledger answers with an error that may mean anything; and asked for the
  // accounts of one without a limit, that there are none.
  const known = await api.read<{ name: string; accounts: Account[] }[]>("ledger", "/participants", stop);
  const accounts = known.find((participant) => participant.name === name)?.accounts ?? [];
  return accounts.filter((account) => account.currency === currency);
}

function participantStep({ name }: DfspSetup, currency: string, api: HubApi): BootstrapStep {
  return {
    id: `${name}-participant`,
    title: `the participant ${name} with accounts in ${currency}`,
    isDone: async (stop) => {
      const types = (await accountsOf(api, name, currency, stop)).map((account) => account.ledgerAccountType);
      return ["POSITION", "SETTLEMENT"].every((type) => types.includes(type));
    },
    run: (stop) => sendAndExpect(api, "ledger", "POST", "/participants", { name, currency }, stop),
  };
}

/** The first limit also makes both accounts active. One that an operator changed later stays. */
function limitStep({ name, netDebitCap }: DfspSetup, currency: string, api: HubApi): BootstrapStep {
  const path = `/participants/${name}`;
  const hasLimit = async (stop: AbortSignal) => {
    const limits = await api.read<unknown[]>("ledger", `${path}/limits?currency=${currency}`, stop);
    return limits.length > 0;
  };
  const inactive = async (stop: AbortSignal) => {
    const accounts = await accountsOf(api, name, currency, stop);
    return accounts.filter((account) => account.ledgerAccountType === "POSITION" && !account.isActive);
  };
  return {
    id: `${name}-limit`,
    title: `the net debit cap of ${name}`,
    isDone: async (stop) => (await hasLimit(stop)) && (await inactive(stop)).length === 0,
    run: async (stop) => {
      if (!(await hasLimit(stop))) {
        const limit = { type: "NET_DEBIT_CAP", value: netDebitCap };
        const body = { currency, limit, initialPosition: 0 };
        await sendAndExpect(api, "ledger", "POST", `${path}/initialPositionAndLimits`, body, stop);
      }
      for (const { id } of await inactive(stop)) {
        await sendAndExpect(api, "ledger", "PUT", `${path}/accounts/${id}`, { isActive: true }, stop);
      }
    },
  };
}

function endpointsStep({ name, url }: DfspSetup, api: HubApi): BootstrapStep {
  const path = `/participants/${name}/endpoints`;
  const missing = async (stop: AbortSignal) => {
    const known = await api.read<{ type: string; value: string }[]>("ledger", path, stop);
    return Object.entries(endpointsOf(url)).filter(
      ([type, value]) => !known.some((each) => each.type === type && each.value === value),
    );
  };
  return {
    id: `${name}-endpoints`,
    title: `where the hub calls ${name} back`,
    isDone: async (stop) => (await missing(stop)).length === 0,
    run: async (stop) => {
      for (const [type, value] of await missing(stop)) {
        await sendAndExpect(api, "ledger", "POST", path, { type, value }, stop);
      }
      // Both keep endpoints for three minutes; where one is not up yet, it has none to forget.
      for (const service of ["transfers", "lookup"] as const) {
        await api.send(service, "DELETE", "/endpointcache", undefined, stop).catch(() => undefined);
      }
    },
  };
}

/**
 * The same deposit under the same id is booked once, however often it is sent. It is not sent again to an account
 * that has been in use.
 */
function fundsStep(dfsp: DfspSetup, currency: string, api: HubApi, between: number): BootstrapStep {
  const { name, funds } = dfsp;
  const isFunded = async (stop: AbortSignal) => {
    const path = `/participants/${name}/accounts`;
    const accounts = await api.read<{ currency: string; value: number | string }[]>("ledger", path, stop);
    return accounts.some((account) => account.currency === currency && Number(account.value) !== 0);
  };
  return {
    id: `${name}-funds`,
    title: `the liquidity of ${name}`,
    isDone: isFunded,
    run: async (stop) => {
      const accounts = await accountsOf(api, name, currency, stop);
      const account = accounts.find((each) => each.ledgerAccountType === "SETTLEMENT");
      if (account === undefined) throw new Error(`${name} has no settlement account in ${currency}`);
      const deposit = {
        transferId: deriveId("funds-in", name, currency),
        externalReference: "country-stack bootstrap",
        action: "recordFundsIn",
        reason: "initial liquidity",
        amount: { amount: funds, currency },
      };
      await sendAndExpect(
        api,
        "ledger",
        "POST",
        `/participants/${name}/accounts/${account.id}`,
        deposit,
        stop,
      );
      for (let look = 0; look < LOOKS && !(await isFunded(stop)); look++) {
        await pause(between, undefined, { signal: stop });
      }
    },
  };
}
