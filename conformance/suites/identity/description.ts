import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { DISCOVERY_PATH } from "./discovery.ts";
import { provider } from "./envelope.ts";
import { enrolPerson } from "./people.ts";
import { CLIENTS_PATH, exchangeCode, registerClient, TOKEN_PATH } from "./relying-party.ts";
import { signIn } from "./sign-in.ts";
import { expectTokens, USERINFO_PATH } from "./tokens.ts";

const address = z.url({ protocol: /^https?$/ });
/** A set: nothing is in it twice, and what is empty would be left out. */
const names = z
  .array(z.string().min(1))
  .min(1)
  .refine((list) => new Set(list).size === list.length, { message: "names something twice" });

const including = (...wanted: readonly string[]) =>
  names.refine((list) => wanted.every((name) => list.includes(name)), {
    message: `lacks one of ${wanted.join(", ")}`,
  });

/** What the file requires, and what OpenID Connect Discovery, to which it refers, requires besides. */
const description = z.looseObject({
  issuer: address.refine((url) => !/[?#]/.test(url), { message: "has a query or a fragment" }),
  authorization_endpoint: address,
  token_endpoint: address,
  userinfo_endpoint: address,
  jwks_uri: address,
  registration_endpoint: address,
  scopes_supported: including("openid"),
  response_types_supported: including("code"),
  subject_types_supported: including("pairwise"),
  id_token_signing_alg_values_supported: including("RS256"),
  // Without these two, clients take for granted that they prove themselves with a password.
  token_endpoint_auth_methods_supported: including("private_key_jwt"),
  token_endpoint_auth_signing_alg_values_supported: including("RS256"),
  // Left out, it says that `claims` is not understood, which the file has.
  claims_parameter_supported: z.literal(true),
  acr_values_supported: names.optional(),
  userinfo_signing_alg_values_supported: names.optional(),
  userinfo_encryption_alg_values_supported: names.optional(),
  userinfo_encryption_enc_values_supported: names.optional(),
  display_values_supported: names.optional(),
  claim_types_supported: including("normal").optional(),
  claims_supported: including("sub").optional(),
  claims_locales_supported: names.optional(),
  ui_locales_supported: names.optional(),
  response_modes_supported: including("query").optional(),
  // Left out, it says that tokens are given to browsers.
  grant_types_supported: including("authorization_code").refine((list) => !list.includes("implicit"), {
    message: "has the implicit grant",
  }),
  code_challenge_methods_supported: names.optional(),
  end_session_endpoint: address.optional(),
  revocation_endpoint: address.optional(),
  introspection_endpoint: address.optional(),
  pushed_authorization_request_endpoint: address.optional(),
  request_object_signing_alg_values_supported: names.optional(),
  request_parameter_supported: z.boolean().optional(),
  request_uri_parameter_supported: z.boolean().optional(),
  require_request_uri_registration: z.boolean().optional(),
  authorization_response_iss_parameter_supported: z.boolean().optional(),
});

async function readDescription({ http }: CheckContext) {
  const exchange = await http.send({ path: DISCOVERY_PATH, client: null, headers: { authorization: null } });
  expectStatus(exchange, 200);
  return { exchange, described: expectShape(exchange, description) };
}

/** How the provider says that people are signed in. */
export const descriptionChecks = checksOf(
  "get-.well-known-openid-configuration",
  provider(`GET ${DISCOVERY_PATH}`),
  [
    positive(
      "description-complete",
      "Everybody can see how people are signed in here",
      async (context) => {
        const { described, exchange } = await readDescription(context);
        expectListsHold(described, exchange);
      },
      { effect: "read" },
    ),
    positive(
      "description-addresses",
      "The addresses that are named are those of the specification, at one server",
      async (context) => {
        const { described, exchange } = await readDescription(context);
        const { origin } = new URL(described.authorization_endpoint);
        const named = {
          authorization_endpoint: "/authorize",
          token_endpoint: TOKEN_PATH,
          userinfo_endpoint: USERINFO_PATH,
          jwks_uri: "/.well-known/jwks.json",
          registration_endpoint: CLIENTS_PATH,
        } as const;
        for (const [name, path] of Object.entries(named)) {
          const url = new URL(described[name as keyof typeof named]);
          expectTrue(url.pathname.endsWith(path), `${name} does not end in ${path}`, exchange);
          expectEqual(url.origin, origin, `the server of ${name}`, exchange);
        }
      },
      { effect: "read" },
    ),
    positive(
      "description-issuer",
      "What is described is what happens: who issues tokens, how they are signed, how people prove who they are",
      async (context) => {
        const { decodeProtectedHeader } = await import("jose");
        const party = await registerClient(context);
        const person = await enrolPerson(context);
        const { given } = await signIn(context, party, person);
        const exchanged = await exchangeCode(context, party, given?.get("code") ?? "");
        const tokens = await expectTokens(context, party, exchanged);
        const { described, exchange } = await readDescription(context);
        expectEqual(tokens.claims.iss, described.issuer, "the issuer of an ID token", exchange);
        expectEqual(party.provider.issuer, described.issuer, "the issuer a moment later", exchange);
        const named = given?.get("iss") ?? undefined;
        const says = described.authorization_response_iss_parameter_supported ?? false;
        expectEqual(
          named,
          says ? described.issuer : undefined,
          "the issuer that a code comes from",
          exchange,
        );
        const { alg = "" } = decodeProtectedHeader(tokens.idToken);
        const algorithms = described.id_token_signing_alg_values_supported;
        expectTrue(algorithms.includes(alg), "an ID token is signed in a way that is not named", exchange);
        const ways = described.acr_values_supported ?? ["idbb:acr:generated-code"];
        expectTrue(
          ways.includes(`${tokens.claims["acr"]}`),
          "a person proved who it is in a way that is not named",
          exchange,
        );
      },
    ),
    negative("description-written", "Nobody can change what is described", async (context) => {
      const { described } = await readDescription(context);
      for (const method of ["POST", "PUT", "DELETE"] as const)
        expectRefused(
          await context.http.send({
            method,
            path: DISCOVERY_PATH,
            json: { issuer: "https://evil.example.org" },
          }),
          403,
          404,
          405,
        );
      expectEqual(
        (await readDescription(context)).described,
        described,
        "the description after the refusals",
      );
    }),
  ],
);

/** What OpenID Connect Discovery and its extensions list is always a list of names. */
function expectListsHold(described: Readonly<Record<string, unknown>>, exchange: Exchange): void {
  for (const [name, value] of Object.entries(described)) {
    const holds =
      !name.endsWith("_supported") || typeof value === "boolean" || names.safeParse(value).success;
    expectTrue(holds, `${name} is no list of names, each of them once`, exchange);
  }
}
