import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { runBootstrap } from "../../../run-bootstrap.ts";
import type { ClientSetup, EsignetSetup } from "../settings.ts";
import { openEnvelopeApi } from "./envelope-api.ts";
import { type FakeEsignet, startFakeEsignet, type Trouble } from "./fake-esignet.ts";
import type { EsignetState } from "./fake-routes.ts";
import { planSteps } from "./steps.ts";

const ISSUER = "https://id.gov.lk";
const pairOf = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
const KEYS = { civil: pairOf(), social: pairOf() };
let fake: FakeEsignet;

afterEach(() => fake.close());

const client = (id: string, change: Partial<ClientSetup> = {}): ClientSetup => ({
  id,
  title: "OpenCRVS",
  relyingParty: id,
  logoUri: `${ISSUER}/client.svg`,
  redirectUris: [`https://${id}.gov.lk/back`],
  claims: ["name", "birthdate"],
  contexts: ["idbb:acr:generated-code"],
  publicKeyFile: id,
  ...change,
});

const ANA = {
  individualId: "1234567890",
  fullName: [{ language: "eng", value: "Ana Silva" }],
  givenName: [{ language: "eng", value: "Ana" }],
  familyName: [{ language: "eng", value: "Silva" }],
  gender: [{ language: "eng", value: "Female" }],
  dateOfBirth: "1990/01/31",
  locality: [{ language: "eng", value: "Utopia" }],
  region: [{ language: "eng", value: "Utopia" }],
  country: [{ language: "eng", value: "Utopia" }],
  postalCode: "00000",
  email: "ana@gov.lk",
  phone: "1234567890",
  preferredLang: "eng",
};

const setup = (change: Partial<EsignetSetup> = {}): EsignetSetup => ({
  url: fake.url,
  issuer: ISSUER,
  identitiesUrl: fake.url,
  clients: [client("civil"), client("social", { title: "Registry" })],
  retired: ["old-civil", "never-there"],
  people: [ANA],
  ...change,
});

const publicKeys = (file: string): string => KEYS[file as keyof typeof KEYS].publicKey;

async function run(
  change: Partial<EsignetSetup> = {},
  stop = new AbortController().signal,
  readFile = publicKeys,
) {
  const lines: string[] = [];
  const services = { esignet: openEnvelopeApi(fake.url), identities: openEnvelopeApi(fake.url) };
  const steps = planSteps(setup(change), services, readFile);
  const code = await runBootstrap(steps, {
    stop,
    tell: (line) => lines.push(line),
    patience: 5000,
    pause: 1,
  });
  return { code, lines };
}

/** Before the job: nothing but a client that the profile retires. */
const fresh = (): EsignetState => ({
  issuer: ISSUER,
  clients: { "old-civil": { clientId: "old-civil", status: "ACTIVE" } },
  people: {},
});

async function start(
  trouble?: (index: number, request: string) => Trouble | undefined,
  state: EsignetState = fresh(),
) {
  fake = await startFakeEsignet(state, trouble);
}

/** What is left behind, without the PINs that nobody knows. */
const end = ({ clients, people }: EsignetState) =>
  JSON.stringify({ clients, people }, (key, value) => (key === "pin" ? "PIN" : value));

async function unhurt() {
  await start();
  expect((await run()).code).toBe(0);
  const result = { state: end(fake.state), requests: fake.requests.length };
  await fake.close();
  return result;
}

describe("eSignet's bootstrap", () => {
  test("makes a client for each part, switches retired ones off and adds the people", async () => {
    await start();
    expect(await run()).toMatchObject({ code: 0 });
    expect(fake.wrong).toEqual([]);
    expect(fake.state.clients).toMatchObject({
      civil: { clientName: "OpenCRVS", userClaims: ["name", "birthdate"], status: "ACTIVE" },
      social: { clientName: "Registry", relyingPartyId: "social", status: "ACTIVE" },
      "old-civil": { status: "INACTIVE" },
    });
    expect(Object.keys(fake.state.clients)).toHaveLength(3);
    expect(fake.state.people["1234567890"]).toMatchObject(ANA);
  });

  test("gives each client the public half of its key as a JWK, and nothing of the private half", async () => {
    await start();
    await run();
    const key = fake.state.clients["civil"]?.["publicKey"] as Record<string, string>;
    expect(Object.keys(key).sort()).toEqual(["e", "kty", "n"]);
    // eSignet's column takes 1024 characters.
    expect(JSON.stringify(key).length).toBeLessThan(1024);
    expect(fake.state.clients["social"]?.["publicKey"]).not.toEqual(key);
  });

  test("never sends a private key, wherever it comes from", async () => {
    await start();
    const mistaken = (file: string) => KEYS[file as keyof typeof KEYS].privateKey;
    const { lines } = await run({}, undefined, mistaken);
    expect(Object.keys(fake.state.clients["civil"]?.["publicKey"] ?? {})).not.toContain("d");
    expect(lines.join("\n")).not.toContain("PRIVATE");
  });

  test("changes nothing when it runs again", async () => {
    await start();
    await run();
    const before = end(fake.state);
    expect((await run()).code).toBe(0);
    expect(end(fake.state)).toBe(before);
  });

  test("brings a client and a person to what the profile says, and leaves what is not its own", async () => {
    await start(undefined, {
      issuer: ISSUER,
      clients: {
        civil: {
          clientId: "civil",
          redirectUris: ["https://old.gov.lk"],
          status: "INACTIVE",
          publicKey: "its",
        },
        guest: { clientId: "guest", status: "ACTIVE" },
      },
      people: { "1234567890": { ...ANA, pin: "kept", email: "old@gov.lk", phone: "" } },
    });
    expect((await run()).code).toBe(0);
    expect(fake.state.clients).toMatchObject({
      civil: { redirectUris: ["https://civil.gov.lk/back"], status: "ACTIVE", publicKey: "its" },
      guest: { status: "ACTIVE" },
    });
    expect(fake.state.people["1234567890"]).toMatchObject({ ...ANA, pin: "kept" });
  });

  test.each([
    ["another issuer is waited for", "issuer", {}, "its discovery says https://other.gov.lk"],
    ["a host that eSignet refuses", "host", { redirectUris: ["https://a.example"] }, "top-level domains"],
    ["a claim that it does not announce", "claim", { claims: ["locale"] }, "invalid_claim"],
  ])("ends with a sentence: %s", async (_title, kind, change, sentence) => {
    await start(undefined, { ...fresh(), issuer: kind === "issuer" ? "https://other.gov.lk" : ISSUER });
    const steps = planSteps(
      setup({ clients: [client("civil", change)] }),
      { esignet: openEnvelopeApi(fake.url), identities: openEnvelopeApi(fake.url) },
      publicKeys,
    );
    const lines: string[] = [];
    const code = await runBootstrap(steps, {
      stop: new AbortController().signal,
      tell: (line) => lines.push(line),
      patience: 30,
      pause: 1,
    });
    expect([code, lines.at(-1)]).toEqual([1, expect.stringContaining(sentence)]);
  });

  test("ends at once when a key is another client's already", async () => {
    await start();
    const { code, lines } = await run({
      clients: [client("civil"), client("twin", { publicKeyFile: "civil" })],
    });
    expect([code, lines.at(-1)]).toEqual([
      1,
      expect.stringContaining("the key is that of a client with another id"),
    ]);
    expect(fake.requests.filter((name) => name.startsWith("POST"))).toHaveLength(2);
  });

  test("says that clocks may differ when its time is refused", async () => {
    await start(undefined, { ...fresh(), ahead: 180_000 });
    const { code, lines } = await run();
    expect([code, lines.at(-1)]).toEqual([1, expect.stringContaining("clocks may differ by two minutes")]);
  });

  test("tells neither a key nor a PIN", async () => {
    await start((index) => (index % 3 === 1 ? 503 : undefined));
    const { lines } = await run();
    const pin = String(fake.state.people["1234567890"]?.["pin"]);
    expect(pin).toMatch(/^\d{11}$/);
    expect(lines.join("\n")).not.toContain(pin);
    expect(lines.join("\n")).not.toContain("BEGIN");
  });

  test.for<Trouble>(["cut", "cut-after", "slow", 404, 409, 429, 500, 503, { error: "unknown_error" }])(
    "ends the same when any one request meets %o",
    async (trouble) => {
      const expected = await unhurt();
      for (let at = 0; at < expected.requests; at++) {
        await start((index) => (index === at ? trouble : undefined));
        expect((await run()).code, `request ${at}`).toBe(0);
        expect(end(fake.state), `request ${at}`).toBe(expected.state);
        expect(fake.wrong).toEqual([]);
        await fake.close();
      }
    },
  );

  test("ends the same when it is killed after any request and started again", async () => {
    const expected = await unhurt();
    for (const kill of ["cut", "cut-after"] as const) {
      for (let at = 0; at < expected.requests; at++) {
        const stop = new AbortController();
        await start((index) => {
          if (index !== at || stop.signal.aborted) return undefined;
          stop.abort();
          return kill;
        });
        expect((await run({}, stop.signal)).code, `killed at ${at}`).toBe(130);
        expect((await run()).code).toBe(0);
        expect(end(fake.state), `killed at ${at}`).toBe(expected.state);
        await fake.close();
      }
    }
  });

  test("ends the same from every part of the way", async () => {
    const expected = await unhurt();
    for (let done = 0; done <= 5; done++) {
      await start();
      const services = { esignet: openEnvelopeApi(fake.url), identities: openEnvelopeApi(fake.url) };
      const first = planSteps(setup(), services, publicKeys).slice(0, done);
      await runBootstrap(first, { stop: new AbortController().signal, tell: () => {}, pause: 1 });
      expect((await run()).code).toBe(0);
      expect(end(fake.state), `after ${done} steps`).toBe(expected.state);
      await fake.close();
    }
  });
});
