import {
  CompactSign,
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  type JWK,
} from "jose";
import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { type Ask, askApp, type Reply } from "../ask-app.ts";
import { createConsent } from "./create.ts";

/** A consent server that a test asks. */
export interface StartedConsent {
  readonly ask: Ask;
  /** Asks for something that must be answered 200, and gives the answer's content. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the answer it asked for and says what it expects of it
  readonly must: (...question: Parameters<Ask>) => Promise<any>;
  /** Creates an active agreement with these changes, and gives its id. */
  readonly agreement: (changes?: object) => Promise<string>;
  /** Creates an individual, and gives its id. */
  readonly individual: (id?: string) => Promise<string>;
  /** Has an individual consent, and gives the record. */
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly consent: (individual: string, agreement: string) => Promise<any>;
  readonly close: () => Promise<void>;
}

/** A configuration for tests. */
export function testConfig(part: Partial<ReferenceConfig> = {}): ReferenceConfig {
  return {
    stack: "utopia",
    part: "consent",
    block: "consent",
    environment: "development",
    identifier: { instance: "XU", memberClass: "GOV", memberCode: "70001", application: "consent" },
    clientAuthentication: "none",
    institutions: {},
    ...part,
    settings: { retryBaseMs: 5, ...part.settings },
  };
}

/** A policy. */
export const POLICY = { name: "Privacy", version: "1", url: "https://gov.example/privacy/1" };

/** An agreement that is active, with these changes. */
export function exampleAgreement(changes: object = {}): Record<string, unknown> {
  return {
    version: "1",
    purpose: "To pay benefits",
    lawfulBasis: "consent",
    dpia: "https://gov.example/dpia/1",
    active: true,
    ...changes,
  };
}

/** The record of an agreement of one's own, as a header names its individual. */
export const as = (individual: string) => ({ "X-ConsentBB-IndividualId": individual });

/** Starts a server in memory, or in a folder. */
export function startConsent(part: Partial<ReferenceConfig> = {}, folder = ":memory:"): StartedConsent {
  const { app, close } = createConsent(testConfig(part), folder);
  const ask = askApp(app);
  const must = async (...question: Parameters<Ask>) => bodyOf(await ask(...question));
  return {
    ask,
    must,
    close,
    agreement: async (changes) => {
      const body = { dataAgreement: exampleAgreement(changes) };
      return (await must("POST", "/config/data-agreement/", body)).dataAgreement.id;
    },
    individual: async (id) =>
      (await must("POST", "/service/individual/", { individual: { id } })).individual.id,
    consent: async (individual, agreement) => {
      const path = `/service/individual/record/data-agreement/${agreement}/?individualId=${individual}`;
      return (await must("POST", path)).consentRecord;
    },
  };
}

/** A person's key. */
export interface SigningKey {
  readonly thumbprint: string;
  /** A JWS over a payload in compact form; the header may say more. */
  readonly sign: (payload: string, header?: object) => Promise<string>;
}

/** Makes a key for ES256. */
export async function makeSigningKey(): Promise<SigningKey> {
  const pair = await generateKeyPair("ES256");
  const jwk = await exportJWK(pair.publicKey);
  return { thumbprint: await calculateJwkThumbprint(jwk), sign: signWith(pair.privateKey, jwk) };
}

function signWith(key: CryptoKey, jwk: JWK): SigningKey["sign"] {
  return (payload, header = {}) =>
    new CompactSign(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: "ES256", jwk, ...header })
      .sign(key);
}

function bodyOf({ status, body }: Reply): Reply["body"] {
  if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
