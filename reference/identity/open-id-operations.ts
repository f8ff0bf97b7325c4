import type { Provider } from "oidc-provider";
import { readForm } from "../body.ts";
import { type Answer, type Call, defineOperation, type Operation } from "../operation.ts";
import { bareToken } from "./access-token.ts";
import { authorizationOf } from "./authorization.ts";
import type { Identity } from "./identity.ts";
import { publicJwk } from "./keys.ts";
import { callLibrary } from "./koa-exchange.ts";
import { ROUTES } from "./routes.ts";
import { show } from "./sign-in.ts";
import { overPage } from "./sign-in-pages.ts";
import { tokenOperation } from "./token-operation.ts";
import { xsrfCookie } from "./xsrf.ts";

/** OpenID Connect as the specification has it, and what clients need besides: revocation, introspection, logout. */
export function openIdOperations(identity: Identity): readonly Operation[] {
  return [
    authorize(identity, "get-authorize", ROUTES.authorization, "Signs a person in"),
    authorize(identity, "resumeAuthorization", `${ROUTES.authorization}/{transactionId}`, "Goes on with it"),
    tokenOperation(identity),
    aboutToken(identity, "revokeToken", ROUTES.revocation, "Revokes a token (RFC 7009)"),
    aboutToken(identity, "introspectToken", ROUTES.introspection, "Says what a token is worth (RFC 7662)"),
    userinfo(identity, "get-userinfo", "GET"),
    userinfo(identity, "postUserinfo", "POST"),
    ...logoutOperations(identity),
    discovery(identity, "get-.well-known-openid-configuration", "/.well-known/openid-configuration"),
    discovery(identity, "getAuthorizationServer", "/.well-known/oauth-authorization-server"),
    defineOperation({
      id: "get-certs",
      summary: "The keys that tokens are signed with",
      method: "GET",
      path: ROUTES.jwks,
      responses: { 200: "A JSON Web Key Set" },
      handle: () => ({
        status: 200,
        body: { keys: identity.keys.published().map(publicJwk) },
        headers: { "Access-Control-Allow-Origin": "*" },
      }),
    }),
  ];
}

/** The library for a call, and the address that the caller came by. */
function open({ openId, addresses }: Identity, call: Call): { provider: Provider; base: string } {
  return { provider: openId.open(addresses.issuer(call.request)), base: addresses.baseOf(call.request) };
}

/** The specification answers with the page itself; the library sends the browser to it. */
function authorize(identity: Identity, id: string, path: string, summary: string): Operation {
  return defineOperation({
    id,
    summary,
    method: "GET",
    path,
    responses: {
      200: "The page to sign in at",
      303: "Back to the client",
      400: "A page that says what is wrong",
    },
    handle: async (call) => {
      const { provider, base } = open(identity, call);
      const { search } = new URL(call.request.url);
      const ownPath = path.replace("{transactionId}", call.params["transactionId"] ?? "");
      const answer = await callLibrary(provider, call, { base, path: `${ownPath}${search}` });
      const location = answer.headers?.["location"] ?? "";
      const uid = /^\/sign-in\/([\w-]+)$/.exec(location)?.[1];
      if (uid === undefined) return answer;
      const page = await pageOf(identity, provider, uid);
      return { ...page, cookies: [...(answer.cookies ?? []), xsrfCookie(base)] };
    },
  });
}

async function pageOf(identity: Identity, provider: Provider, uid: string): Promise<Answer> {
  const interaction = await provider.Interaction.find(uid);
  const authorization =
    interaction === undefined ? undefined : authorizationOf(identity, uid, interaction.params);
  return interaction === undefined || authorization === undefined
    ? overPage()
    : show({ authorization, prompt: interaction.prompt.name });
}

/** The library knows access tokens by the value inside of the JWT. */
function aboutToken(identity: Identity, id: string, path: string, summary: string): Operation {
  return defineOperation({
    id,
    summary,
    method: "POST",
    path,
    responses: { 200: "Done", 400: "What is wrong", 401: "Not a client" },
    handle: async (call) => {
      const { provider, base } = open(identity, call);
      const form = await readForm(call.request);
      const { keys, addresses } = identity;
      const known = await bareToken(form.get("token"), { issuer: addresses.issuer(call.request), keys });
      if (known !== undefined) form.set("token", known);
      return callLibrary(provider, call, { base, path, form });
    },
  });
}

function userinfo(identity: Identity, id: string, method: "GET" | "POST"): Operation {
  const path = ROUTES.userinfo;
  return defineOperation({
    id,
    summary: "What the person lets the client know",
    method,
    path,
    responses: { 200: "A signed JWT", 401: "Not a token, or one that holds no more" },
    handle: async (call) => {
      const { provider, base } = open(identity, call);
      const form = method === "POST" ? await readForm(call.request) : undefined;
      const answer = await callLibrary(provider, call, {
        base,
        path,
        authorization: bearerOf(call),
        ...(form === undefined ? {} : { form }),
      });
      const said = answer.headers?.["www-authenticate"] ?? "";
      const isUnsaid = answer.status === 400 || (answer.status === 401 && !said.includes("error="));
      return isUnsaid ? unknownToken(answer) : answer;
    },
  });
}

/** Without any token the library sees a wrong request; to the specification that is a wrong token too. */
function unknownToken(answer: Answer): Answer {
  const description = "no token was given, or more than one";
  return {
    ...answer,
    status: 401,
    headers: {
      ...answer.headers,
      "www-authenticate": `Bearer realm="userinfo", error="invalid_token", error_description="${description}"`,
    },
    body: JSON.stringify({ error: "invalid_token", error_description: description }),
    contentType: "application/json; charset=utf-8",
  };
}

/** The scheme's name in one spelling, as the library takes it. */
function bearerOf(call: Call): string | undefined {
  return call.headers
    .get("authorization")
    ?.replace(/^bearer +/i, "Bearer ")
    .trim();
}

function logoutOperations(identity: Identity): Operation[] {
  const page = (id: string, path: string, method: "GET" | "POST"): Operation =>
    defineOperation({
      id,
      summary: "Signs a person out (OpenID Connect RP-Initiated Logout)",
      method,
      path,
      responses: { 200: "A page", 303: "Back to the client", 400: "What is wrong" },
      handle: async (call) => {
        const { provider, base } = open(identity, call);
        const { search } = new URL(call.request.url);
        const form = method === "POST" ? await readForm(call.request) : undefined;
        return callLibrary(provider, call, {
          base,
          path: `${path}${search}`,
          ...(form === undefined ? {} : { form }),
        });
      },
    });
  const path = ROUTES.end_session;
  return [
    page("endSession", path, "GET"),
    page("confirmEndSession", `${path}/confirm`, "POST"),
    page("endedSession", `${path}/success`, "GET"),
  ];
}

function discovery(identity: Identity, id: string, path: string): Operation {
  return defineOperation({
    id,
    summary: "What this provider offers, and where",
    method: "GET",
    path,
    responses: { 200: "The document of OpenID Connect Discovery" },
    handle: async (call) => {
      const { provider, base } = open(identity, call);
      const answer = await callLibrary(provider, call, { base, path });
      if (answer.status !== 200) return answer;
      const document = JSON.parse(String(answer.body)) as Record<string, unknown>;
      const own = {
        registration_endpoint: `${base}/client-mgmt/oidc-client`,
        response_modes_supported: ["query"],
      };
      return { ...answer, body: JSON.stringify({ ...document, ...own }) };
    },
  });
}
