import { type Configuration, errors, interactionPolicy, Provider } from "oidc-provider";
import type { Store } from "../store.ts";
import { signAccessTokens } from "./access-token.ts";
import { claimsOf, SCOPE_CLAIMS } from "./claims.ts";
import { EXTRA_METADATA, metadataOf } from "./client-metadata.ts";
import { CLAIMS } from "./client-request.ts";
import { type Client, findClient } from "./clients.ts";
import { ID_TOKEN_SECONDS, type Keys } from "./keys.ts";
import { renderError, renderLoggedOut, renderLogout } from "./library-pages.ts";
import { createAdapter } from "./oidc-adapter.ts";
import { isActive, readPerson } from "./people.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { REDIRECT_MISMATCH, ROUTES } from "./routes.ts";
import type { Settings } from "./settings.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Authentication contexts that people can prove here. */
export const PROVABLE = ["idbb:acr:generated-code", "idbb:acr:linked-wallet"] as const;

/** What the protocol needs of the rest of the server. */
export interface OpenIdContext {
  readonly store: Store;
  readonly settings: Settings;
  readonly keys: Keys;
  readonly ownClients: ReadonlyMap<string, Client>;
  readonly pseudonyms: Pseudonyms;
  /** Signs cookies. */
  readonly cookieSecret: string;
}

/** The library that carries OpenID Connect, set up for this server; made anew when keys change. All state is in the store. */
export class OpenIdProvider {
  readonly #context: OpenIdContext;
  #made: { readonly id: string; readonly provider: Provider } | undefined;

  constructor(context: OpenIdContext) {
    this.#context = context;
  }

  /** The provider for the keys of now. */
  open(issuer: string): Provider {
    const keys = this.#context.keys.published();
    const id = [issuer, ...keys.map(({ kid }) => kid)].join(" ");
    if (this.#made?.id !== id) this.#made = { id, provider: makeProvider(this.#context, issuer) };
    return this.#made.provider;
  }
}

function makeProvider(context: OpenIdContext, issuer: string): Provider {
  const { settings, keys, pseudonyms } = context;
  const provider = new Provider(issuer, configure(context));
  // The bridge puts one of our own addresses into these headers, and nothing else.
  provider.proxy = true;
  provider.on("server_error", (_ctx, error) => {
    process.stderr.write(`${JSON.stringify({ level: "error", message: error.stack ?? String(error) })}\n`);
  });
  provider.on("grant.error", (ctx, error) => {
    if (/redirect_uri/.test(error.error_detail ?? "")) ctx.set(REDIRECT_MISMATCH, "true");
  });
  const relyingPartyOf = (clientId: string) =>
    context.store.read((db) => findClient(db, context.ownClients, clientId))?.relyingPartyId ?? clientId;
  signAccessTokens(provider, {
    issuer,
    keys,
    algorithm: settings.signingAlgorithm,
    subjectOf: ({ accountId, clientId }) => pseudonyms.of(accountId, relyingPartyOf(clientId)),
  });
  return provider;
}

function configure(context: OpenIdContext): Configuration {
  const { store, settings, keys, cookieSecret, pseudonyms } = context;
  const cookie = { httpOnly: true, sameSite: "lax", signed: true } as const;
  const algorithm = settings.signingAlgorithm;
  return {
    acrValues: [...PROVABLE],
    adapter: (model: string) => createAdapter(store, model, (id) => metadata(context, id)),
    allowOmittingSingleRegisteredRedirectUri: false,
    assertJwtClientAuthClaimsAndHeader: async (_ctx, claims) => {
      if (typeof claims["iat"] !== "number") throw new errors.InvalidClientAuth("iat must be there");
    },
    claims: Object.fromEntries(Object.entries(SCOPE_CLAIMS).map(([scope, claims]) => [scope, [...claims]])),
    clientAuthMethods: ["private_key_jwt"],
    clientBasedCORS: () => false,
    clientDefaults: { id_token_signed_response_alg: algorithm },
    cookies: { keys: [cookieSecret], long: cookie, short: cookie },
    discovery: discoveryOf(settings),
    enabledJWA: {
      clientAuthSigningAlgValues: ["RS256", "PS256", "ES256"],
      idTokenSigningAlgValues: [algorithm],
      userinfoSigningAlgValues: [algorithm],
      userinfoEncryptionAlgValues: ["RSA-OAEP-256"],
      userinfoEncryptionEncValues: ["A256GCM"],
    },
    extraClientMetadata: { properties: [...EXTRA_METADATA] },
    features: {
      claimsParameter: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      encryption: { enabled: settings.encryptUserinfo },
      introspection: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      jwtUserinfo: { enabled: true },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: { logoutSource: renderLogout, postLogoutSuccessSource: renderLoggedOut },
    },
    findAccount: async (ctx, id) => {
      const person = store.read((db) => readPerson(db, id));
      if (person === undefined || !isActive(person)) return undefined;
      return {
        accountId: id,
        claims: async () => ({
          ...allowed(claimsOf(person.fields, person.verified), ctx.oidc.client),
          sub: id,
        }),
      };
    },
    interactions: {
      policy: policyFor(store),
      url: (_ctx, interaction) => `/sign-in/${interaction.uid}`,
    },
    jwks: {
      keys: keys
        .published()
        .map(({ jwk, kid }) => ({ ...jwk, kid, use: "sig", alg: algorithmOf(jwk, algorithm) })),
    },
    pairwiseIdentifier: (_ctx, id, client) => pseudonyms.keep(id, String(client["relying_party"])),
    pkce: { required: () => false },
    renderError,
    responseTypes: ["code"],
    rotateRefreshToken: true,
    routes: ROUTES,
    scopes: ["openid", "offline_access"],
    sectorIdentifierUriValidate: () => false,
    subjectTypes: ["pairwise"],
    ttl: {
      AccessToken: settings.accessTokenMinutes * 60,
      AuthorizationCode: settings.authorizationCodeSeconds,
      Grant: 14 * DAY,
      IdToken: ID_TOKEN_SECONDS,
      Interaction: HOUR / 4,
      RefreshToken: 14 * DAY,
      Session: 8 * HOUR,
    },
  };
}

/** A key of another type than today's algorithm asks for is there for what it signed before. */
function algorithmOf(jwk: Readonly<Record<string, string>>, today: Settings["signingAlgorithm"]): string {
  if (jwk["kty"] === "EC") return "ES256";
  return today === "PS256" ? "PS256" : "RS256";
}

function metadata(context: OpenIdContext, id: string) {
  const client = context.store.read((db) => findClient(db, context.ownClients, id));
  return client === undefined ? undefined : metadataOf(client, context.settings);
}

function allowed(claims: Record<string, unknown>, client: { metadata(): object } | undefined): object {
  const own = ((client?.metadata() ?? {}) as { user_claims?: readonly string[] }).user_claims ?? [];
  return Object.fromEntries(Object.entries(claims).filter(([claim]) => own.includes(claim)));
}

/** Who has been blocked since signing in has to prove again who they are, which they cannot. */
function policyFor(store: Store): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  const check = new Check("inactive", "End-User authentication is required", "login_required", (ctx) => {
    const id = ctx.oidc.session?.accountId;
    const person = id === undefined ? undefined : store.read((db) => readPerson(db, id));
    const isGone = id !== undefined && (person === undefined || !isActive(person));
    return isGone ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
  });
  policy.get("login")?.checks.add(check);
  return policy;
}

/** What the specification has in the discovery document and the library does not say by itself. */
function discoveryOf(settings: Settings): Record<string, unknown> {
  return {
    claims_supported: ["sub", ...CLAIMS],
    claim_types_supported: ["normal"],
    display_values_supported: ["page"],
    ui_locales_supported: ["en"],
    userinfo_signing_alg_values_supported: [settings.signingAlgorithm],
  };
}
