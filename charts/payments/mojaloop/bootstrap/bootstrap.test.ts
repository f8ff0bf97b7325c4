import { afterEach, describe, expect, test } from "vitest";
import { runBootstrap } from "../../../run-bootstrap.ts";
import type { HubSetup } from "../settings.ts";
import { emptyHub, type FakeHub, type FakeHubOptions, startFakeHub, type Trouble } from "./fake-hub.ts";
import { openHub } from "./hub-api.ts";
import program, { planSteps } from "./program.ts";

let hub: FakeHub;
afterEach(() => hub.close());

const setup = (currency = "XTS"): HubSetup => ({
  currency,
  hub: hub.addresses,
  dfsps: [
    { name: "govpayer", url: "http://payments:8081", netDebitCap: 1000, funds: 5000, parties: [] },
    {
      name: "payeefsp",
      url: "http://sim:8444/payeefsp",
      netDebitCap: 1000,
      funds: 0,
      parties: ["27713803912"],
    },
  ],
});

async function run(stop = new AbortController().signal, patience = 10_000) {
  const lines: string[] = [];
  const tell = (line: string) => void lines.push(line);
  const steps = planSteps(setup(), openHub(hub.addresses), 1);
  const code = await runBootstrap(steps, { stop, tell, patience, pause: 1 });
  return { code, lines };
}

async function start(options: FakeHubOptions = {}) {
  hub = await startFakeHub(options);
}

/** What was left behind, and how many requests it took. */
async function unhurt(options: FakeHubOptions = {}) {
  await start(options);
  expect((await run()).code).toBe(0);
  const result = { state: structuredClone(hub.state), requests: hub.requests.length };
  await hub.close();
  return result;
}

describe("the hub's bootstrap", () => {
  test("makes accounts, settlement model, oracle, participants with liquidity, and customers", async () => {
    await start();
    expect(await run()).toMatchObject({ code: 0 });
    expect(hub.unknown).toEqual([]);
    const { participants, models, oracles, owners } = hub.state;
    expect(
      participants["Hub"]?.accounts.map((one) => [one.ledgerAccountType, one.currency, one.value]),
    ).toEqual([
      ["HUB_RECONCILIATION", "XTS", 5000],
      ["HUB_MULTILATERAL_SETTLEMENT", "XTS", 0],
    ]);
    expect(Object.keys(models)).toEqual(["DEFERREDNETXTS"]);
    expect(oracles.map(({ endpoint }) => endpoint.value)).toEqual([hub.addresses.oracle]);
    const payer = participants["govpayer"];
    expect(payer?.accounts.map((one) => [one.ledgerAccountType, one.isActive, one.value])).toEqual([
      ["POSITION", true, 0],
      ["SETTLEMENT", true, -5000],
    ]);
    expect([payer?.limit, Object.keys(payer?.endpoints ?? {}).length]).toEqual([1000, 9]);
    expect(payer?.endpoints["FSPIOP_CALLBACK_URL_TRANSFER_PUT"]).toBe(
      "http://payments:8081/transfers/{{transferId}}",
    );
    expect(participants["payeefsp"]?.accounts.map((one) => one.value)).toEqual([0, 0]);
    expect(owners).toEqual({ "27713803912": "payeefsp" });
  });

  test("changes nothing when all is there", async () => {
    await start();
    await run();
    const before = hub.requests.length;
    expect((await run()).lines.every((line) => line.startsWith("is "))).toBe(true);
    expect(hub.requests.slice(before).every(({ method }) => method === "GET")).toBe(true);
  });

  test("leaves what the hub's operator has changed since", async () => {
    await start();
    await run();
    const payer = hub.state.participants["govpayer"];
    if (payer === undefined) throw new Error("no participant");
    payer.limit = 77;
    const settlement = payer.accounts.find((one) => one.ledgerAccountType === "SETTLEMENT");
    if (settlement !== undefined) settlement.value = -12;
    await run();
    expect([payer.limit, settlement?.value]).toEqual([77, -12]);
  });

  test("moves endpoints and the oracle to another address", async () => {
    await start();
    hub.state.oracles.push({ oracleId: "1", oracleIdType: "MSISDN", endpoint: { value: "http://old:3000" } });
    await run();
    expect(hub.state.oracles.map(({ endpoint }) => endpoint.value)).toEqual([hub.addresses.oracle]);
    const endpoints = hub.state.participants["govpayer"]?.endpoints ?? {};
    endpoints["FSPIOP_CALLBACK_URL_QUOTES"] = "http://old:8081";
    const before = hub.requests.length;
    await run();
    expect(endpoints["FSPIOP_CALLBACK_URL_QUOTES"]).toBe("http://payments:8081");
    const later = hub.requests.slice(before).filter(({ method }) => method !== "GET");
    expect(later.map(({ service, method, path }) => [service, method, path])).toEqual([
      ["ledger", "POST", "/participants/govpayer/endpoints"],
      ["transfers", "DELETE", "/endpointcache"],
      ["lookup", "DELETE", "/endpointcache"],
    ]);
  });

  test("mends a participant that is there only in half", async () => {
    const { state } = await unhurt();
    const half = emptyHub();
    half.participants["Hub"]?.accounts.push(
      { id: 1, ledgerAccountType: "HUB_RECONCILIATION", currency: "XTS", isActive: true, value: 0 },
      { id: 2, ledgerAccountType: "HUB_MULTILATERAL_SETTLEMENT", currency: "XTS", isActive: true, value: 0 },
    );
    half.participants["govpayer"] = {
      accounts: [
        { id: 3, ledgerAccountType: "POSITION", currency: "XTS", isActive: false, value: 0 },
        { id: 4, ledgerAccountType: "SETTLEMENT", currency: "XTS", isActive: true, value: 0 },
      ],
      limit: 1000,
      endpoints: { FSPIOP_CALLBACK_URL_QUOTES: "http://payments:8081" },
    };
    // A participant without accounts: the ledger was killed between the two.
    half.participants["payeefsp"] = { accounts: [], limit: undefined, endpoints: {} };
    await start({ state: half });
    expect((await run()).code).toBe(0);
    expect(withoutPort(hub.state)).toEqual(withoutPort(state));
  });

  test.for<Trouble>(["cut", "cut-after", 400, 409, 429, 500, 503])(
    "ends the same when any one request meets %s",
    async (trouble) => {
      const expected = await unhurt();
      for (let at = 0; at < expected.requests; at++) {
        await start({ trouble: (index) => (index === at ? trouble : undefined), delay: 2 });
        expect((await run()).code, `request ${at}`).toBe(0);
        expect(withoutPort(hub.state), `request ${at}`).toEqual(withoutPort(expected.state));
        await hub.close();
      }
    },
  );

  test("ends the same when it is killed after any request and started again", async () => {
    const expected = await unhurt();
    for (let at = 0; at < expected.requests; at++) {
      const stop = new AbortController();
      await start({
        delay: 2,
        trouble: (index) => {
          if (index !== at || stop.signal.aborted) return undefined;
          stop.abort();
          return "cut-after";
        },
      });
      const { code } = await run(stop.signal);
      // A slow machine asks fewer times whether the hub is there: the last requests may not come.
      if (!stop.signal.aborted) expect(at).toBeGreaterThan(expected.requests - 5);
      expect(code, `killed at ${at}`).toBe(stop.signal.aborted ? 130 : 0);
      expect((await run()).code, `after ${at}`).toBe(0);
      expect(withoutPort(hub.state), `killed at ${at}`).toEqual(withoutPort(expected.state));
      await hub.close();
    }
  });

  test("deposits once, however late the ledger books it", async () => {
    await start({ delay: 60 });
    expect((await run()).code).toBe(0);
    const sent = hub.requests.filter(({ method, path }) => method === "POST" && /accounts\/\d+$/.test(path));
    expect(sent.length).toBeGreaterThan(1);
    expect(new Set(sent.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(hub.state.participants["govpayer"]?.accounts[1]?.value).toBe(-5000);
  });

  test("ends with a sentence where a number belongs to another institution", async () => {
    const state = emptyHub();
    state.owners["27713803912"] = "otherfsp";
    await start({ state });
    const { code, lines } = await run();
    expect([code, lines.at(-1)]).toEqual([1, expect.stringContaining("as a customer of otherfsp")]);
    expect(lines.join("\n")).not.toContain("27713803912");
  });

  test("asks nothing of the hub for a currency that it does not know", async () => {
    await start();
    const lines: string[] = [];
    const never = new AbortController().signal;
    expect(await program(setup("XAU"), (line) => void lines.push(line), never)).toBe(1);
    expect(lines.at(-1)).toContain("do not know the currency XAU; take an ISO 4217 code such as XTS");
    expect(hub.requests).toEqual([]);
  });

  test("refuses a configuration of another shape", async () => {
    await start();
    const [first] = setup().dfsps;
    const never = new AbortController().signal;
    const wrong = { ...setup(), dfsps: [{ ...first, name: "payer fsp!" }] };
    expect(() => program(wrong, () => {}, never)).toThrow("2 to 30 letters and digits");
  });
});

/** The oracle's address is the fake's, which is another one each time. */
function withoutPort(state: unknown): unknown {
  return JSON.parse(JSON.stringify(state).replaceAll(/127\.0\.0\.1:\d+/g, "HOST"));
}
