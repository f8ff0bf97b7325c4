import { createPublicKey, randomInt } from "node:crypto";
import { type BootstrapStep, FinalError } from "../../../spi/index.ts";
import type { ClientSetup, EsignetSetup, MockIdentity } from "../settings.ts";
import { type EnvelopeApi, refusal } from "./envelope-api.ts";

const CLIENTS = "/v1/esignet/client-mgmt/oidc-client";
const ANY_CLIENT = "/v1/esignet/client-mgmt/client";
const DISCOVERY = "/v1/esignet/oidc/.well-known/openid-configuration";
const IDENTITIES = "/v1/mock-identity-system/identity";

/** One grey point: a photograph is required. */
const PHOTO = "data:image/gif;base64,R0lGODlhAQABAIAAAICAgAAAACwAAAAAAQABAAACAkQBADs=";

/** The two services that the job speaks to. */
export interface Services {
  readonly esignet: EnvelopeApi;
  readonly identities: EnvelopeApi;
}

/**
 * The steps from a new eSignet to one that knows the stack's parts as its clients, and the people of a demonstration.
 * eSignet tells nobody which clients it has, so each run sends them all once; what is sent again changes nothing.
 */
export function planSteps(
  setup: EsignetSetup,
  services: Services,
  readFile: (file: string) => string,
): BootstrapStep[] {
  return [
    issuerStep(setup, services.esignet),
    ...setup.clients.map((client) => clientStep(client, services.esignet, readFile)),
    ...setup.retired.map((id) => retireStep(id, services.esignet)),
    ...setup.people.map((person) => personStep(person, services.identities)),
  ];
}

/** A server that is about to be replaced may still say the old one, so this is waited for. */
function issuerStep({ issuer }: EsignetSetup, api: EnvelopeApi): BootstrapStep {
  const said = async (stop: AbortSignal) =>
    ((await api.read(DISCOVERY, stop)) as { issuer?: unknown }).issuer;
  return {
    id: "issuer",
    title: `eSignet as ${issuer}`,
    isDone: async (stop) => (await said(stop)) === issuer,
    run: async (stop) => {
      const other = await said(stop);
      if (other !== issuer) throw new Error(`its discovery says ${String(other)}`);
    },
  };
}

/** What eSignet holds cannot be read: a step is done as soon as eSignet has taken it in this run. */
function sendingStep(step: Pick<BootstrapStep, "id" | "title" | "run">): BootstrapStep {
  let isSent = false;
  return {
    ...step,
    isDone: async () => isSent,
    run: async (stop) => {
      await step.run(stop);
      isSent = true;
    },
  };
}

function clientStep(
  client: ClientSetup,
  api: EnvelopeApi,
  readFile: (file: string) => string,
): BootstrapStep {
  const { id, title } = client;
  const changeable = {
    clientName: title,
    logoUri: client.logoUri,
    redirectUris: client.redirectUris,
    userClaims: client.claims,
    authContextRefs: client.contexts,
    grantTypes: ["authorization_code"],
    clientAuthMethods: ["private_key_jwt"],
  };
  return sendingStep({
    id: `client-${id}`,
    title: `the client ${id}`,
    run: async (stop) => {
      const publicKey = publicJwk(readFile(client.publicKeyFile), id);
      const request = { clientId: id, relyingPartyId: client.relyingParty, publicKey, ...changeable };
      const made = await api.send("POST", CLIENTS, request, stop);
      if (made.ok) return;
      if (!made.codes.includes("duplicate_client_id")) throw refusal(`the client ${id}`, made);
      const path = `${CLIENTS}/${encodeURIComponent(id)}`;
      const brought = await api.send("PUT", path, { ...changeable, status: "ACTIVE" }, stop);
      if (!brought.ok) throw refusal(`a change of the client ${id}`, brought);
    },
  });
}

/** The public key as a JWK (RFC 7517), and nothing else of what the file may hold. */
function publicJwk(pem: string, id: string): { kty: string; n: string; e: string } {
  try {
    const { kty, n, e } = createPublicKey(pem).export({ format: "jwk" });
    if (kty === "RSA" && n !== undefined && e !== undefined) return { kty, n, e };
  } catch {
    // What is wrong with a key is never told: the file might hold another one than it should.
  }
  throw new FinalError(`the public key of the client ${id} is none of RSA`);
}

function retireStep(id: string, api: EnvelopeApi): BootstrapStep {
  return sendingStep({
    id: `retired-${id}`,
    title: `the client ${id}, switched off`,
    run: async (stop) => {
      const path = `${ANY_CLIENT}/${encodeURIComponent(id)}`;
      const switched = await api.send("PATCH", path, { status: "INACTIVE" }, stop);
      // One that was never there is as good as one that is off.
      if (!switched.ok && !switched.codes.includes("invalid_client_id")) {
        throw refusal(`switching off the client ${id}`, switched);
      }
    },
  });
}

function personStep(person: MockIdentity, api: EnvelopeApi): BootstrapStep {
  const { individualId } = person;
  return {
    id: `person-${individualId}`,
    title: `the mock identity ${individualId}`,
    isDone: async (stop) => {
      const found = await api.get(`${IDENTITIES}/${individualId}`, stop);
      return found.ok && holds(found.response, person);
    },
    run: async (stop) => {
      const made = await api.send("POST", IDENTITIES, { ...person, ...secrets() }, stop);
      if (made.ok) return;
      if (!made.codes.includes("duplicate_individual_id"))
        throw refusal(`the identity ${individualId}`, made);
      const brought = await api.send("PUT", IDENTITIES, person, stop);
      if (!brought.ok) throw refusal(`a change of the identity ${individualId}`, brought);
    },
  };
}

/** A PIN is required, and nobody is to know one: the mock's people sign in with its one-time code. */
function secrets(): { pin: string; encodedPhoto: string } {
  return { pin: String(randomInt(100_000_000_000)).padStart(11, "0"), encodedPhoto: PHOTO };
}

/** Whether what is there has all that is wanted, whatever the order of its keys. */
function holds(found: unknown, wanted: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return found === wanted;
  if (typeof found !== "object" || found === null) return false;
  return Object.entries(wanted).every(([key, value]) => holds(Reflect.get(found, key), value));
}
