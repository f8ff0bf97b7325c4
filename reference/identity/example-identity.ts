import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { type Ask, askApp, type Reply, readReply } from "../ask-app.ts";
import { createIdentity } from "./create.ts";

/** The address of the server in tests without a socket; it is the issuer too. */
export const ISSUER = "http://127.0.0.1:4010";
/** Where people return to. */
export const RETURN_TO = "https://clinics.example.org/back";
/** Somebody of the seed. */
export const AMRA = "XU-1001";

/** A configuration as an engine would give it. */
export function testConfig(part: Partial<ReferenceConfig> = {}): ReferenceConfig {
  return {
    stack: "utopia",
    part: "identity",
    block: "identity",
    environment: "development",
    identifier: { instance: "XU", memberClass: "GOV", memberCode: "70001", application: "identity" },
    clientAuthentication: "none",
    institutions: { "GOV/70001": "Ministry of the Interior" },
    // Tests sign the same person in again and again.
    settings: { sendLimit: 1000 },
    seed: { people: [amra()] },
    ...part,
  };
}

/** Amra as a seed has her. */
export function amra(): Record<string, unknown> {
  return {
    individualId: AMRA,
    registrationId: "10001100020010120230704042404",
    names: { given: "Amra", family: "Velloso" },
    dateOfBirth: "1986-03-14",
    gender: "Female",
    phone: "+9995550101",
    email: "amra@people.example",
    address: { locality: "Old Mill", region: "North Reach" },
    roles: ["citizen"],
  };
}

/** A test's server and the ways to talk to it. */
export interface ExampleIdentity {
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  /** Sends JSON. */
  readonly send: Ask;
  /** Sends `{ requestTime, request }` by POST. */
  ask(path: string, request: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Sends a form. */
  form(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Reply>;
  /** Has a person sent a code, and reads it. */
  code(individualId: string, transactionId?: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts a server in memory, or in a folder. */
export function startIdentity(part: Partial<ReferenceConfig> = {}, folder = ":memory:"): ExampleIdentity {
  const { app, close } = createIdentity(testConfig(part), folder);
  const fetch = async (url: string, init: RequestInit = {}) => app.request(new URL(url, ISSUER).href, init);
  // Its address is the issuer, so the whole URL is asked.
  const asked = askApp(app);
  const send: Ask = (method, path, body, headers) => asked(method, new URL(path, ISSUER).href, body, headers);
  const ask: ExampleIdentity["ask"] = (path, request, headers) =>
    send("POST", path, { requestTime: new Date().toISOString(), request }, headers);
  return {
    fetch,
    send,
    ask,
    form: async (path, fields, headers = {}) =>
      readReply(await fetch(path, { method: "POST", body: new URLSearchParams(fields), headers })),
    code: async (individualId, transactionId) => {
      await ask("/one-time-code", {
        individualId,
        ...(transactionId === undefined ? {} : { transactionId }),
      });
      const { body } = await send("GET", `/development/one-time-codes/${individualId}`);
      return String(body?.code);
    },
    close,
  };
}

/** A relying party that this test plays: its client and its key. */
export interface ExampleClient {
  readonly id: string;
  readonly key: KeyObject;
  /** The `request` that made it. */
  readonly request: Record<string, unknown>;
}

/** Makes a client. */
export async function makeClient(
  identity: ExampleIdentity,
  changes: Record<string, unknown> = {},
): Promise<ExampleClient> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const id = `client-${randomUUID().slice(0, 8)}`;
  const request = {
    clientId: id,
    clientName: "Clinics",
    relyingPartyId: "clinics",
    logoUri: "https://clinics.example.org/logo.png",
    redirectUris: [RETURN_TO],
    authContextRefs: ["idbb:acr:generated-code", "idbb:acr:linked-wallet"],
    publicKey: publicKey.export({ format: "jwk" }),
    userClaims: ["name", "birthdate", "phone_number", "email"],
    grantTypes: ["authorization_code"],
    clientAuthMethods: ["private_key_jwt"],
    ...changes,
  };
  const { body } = await identity.ask("/client-mgmt/oidc-client", request);
  if (body.errors.length > 0) throw new Error(JSON.stringify(body.errors));
  return { id: String(request.clientId), key: privateKey, request };
}

/** A client's assertion, with what is wrong with it. */
export function assertion(
  { id, key }: Pick<ExampleClient, "id" | "key">,
  changes: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: id,
    sub: id,
    aud: `${ISSUER}/oauth/token`,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
    ...changes,
  };
  return new SignJWT(claims).setProtectedHeader({ alg: "RS256", ...header }).sign(key);
}
