import { decodeJwt } from "jose";
import { readForm } from "../body.ts";
import { type Answer, defineOperation, type Operation } from "../operation.ts";
import type { Identity } from "./identity.ts";
import { callLibrary } from "./koa-exchange.ts";
import { REDIRECT_MISMATCH, ROUTES } from "./routes.ts";

const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const REQUIRED = ["code", "client_id", "client_assertion", "redirect_uri"];
const NO_STORE = { "Cache-Control": "no-store", Pragma: "no-cache" };

/** The specification's errors at /oauth/token. */
type TokenError =
  | "invalid_transaction"
  | "invalid_assertion"
  | "invalid_redirect_uri"
  | "invalid_input"
  | "unknown_error"
  | "invalid_request"
  | "invalid_assertion_type";

/** Gives tokens for codes, and for refresh tokens (Identity-Provider.yaml, post-token). */
export function tokenOperation(identity: Identity): Operation {
  const turns = new Turns();
  return defineOperation({
    id: "post-token",
    summary: "Gives tokens for an authorization code",
    method: "POST",
    path: ROUTES.token,
    responses: { 200: "Tokens", 400: "What is wrong" },
    handle: async (call) => {
      const form = await readForm(call.request);
      const wrong = checkForm(form);
      if (wrong !== undefined) return wrong;
      const provider = identity.openId.open(identity.addresses.issuer(call.request));
      const base = identity.addresses.baseOf(call.request);
      // A code, a refresh token and an assertion are good once: two requests with the same must not meet.
      const answer = await turns.take(form.get("client_id") ?? "", () =>
        callLibrary(provider, call, { base, path: ROUTES.token, form }),
      );
      return finish(form, answer);
    },
  });
}

/** What can be said of a request before anybody's secrets are looked at. */
function checkForm(form: URLSearchParams): Answer | undefined {
  const names = [...form.keys()];
  if (new Set(names).size !== names.length) return refusal("invalid_request", "a parameter is there twice");
  const grant = form.get("grant_type");
  if (grant === "refresh_token") return undefined;
  if (grant !== "authorization_code")
    return refusal("invalid_request", "unsupported_grant_type: grant_type must be authorization_code");
  if (form.get("client_assertion_type") !== ASSERTION_TYPE)
    return refusal("invalid_assertion_type", `client_assertion_type must be ${ASSERTION_TYPE}`);
  const missing = REQUIRED.find((name) => !form.get(name));
  if (missing !== undefined) return refusal("invalid_request", `${missing} is required`);
  if (subjectOf(form.get("client_assertion") ?? "") === form.get("client_id")) return undefined;
  return refusal("invalid_assertion", "invalid_client: client_assertion is not about client_id");
}

/** Whom an assertion is about, whatever it is worth. */
function subjectOf(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).sub;
  } catch {
    return undefined;
  }
}

function finish(form: URLSearchParams, answer: Answer): Answer {
  const headers = { ...withoutCache(answer.headers), ...NO_STORE };
  if (answer.status === 200 || form.get("grant_type") === "refresh_token") return { ...answer, headers };
  const { error = "unknown_error", error_description: description = "" } = parse(answer.body);
  const isElsewhere = answer.headers?.[REDIRECT_MISMATCH] !== undefined;
  return refusal(codeOf(error, isElsewhere), `${error}: ${description}`);
}

function codeOf(error: string, isElsewhere: boolean): TokenError {
  if (error === "invalid_client") return "invalid_assertion";
  if (error === "invalid_grant") return isElsewhere ? "invalid_redirect_uri" : "invalid_transaction";
  return error === "server_error" ? "unknown_error" : "invalid_request";
}

function refusal(error: TokenError, description: string): Answer {
  return { status: 400, headers: NO_STORE, body: { error, error_description: description } };
}

function withoutCache(headers: Answer["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).filter(
      ([name]) => !/^(cache-control|pragma|x-redirect-mismatch)$/i.test(name),
    ),
  );
}

function parse(body: unknown): { error?: string; error_description?: string } {
  try {
    return JSON.parse(String(body)) as { error?: string; error_description?: string };
  } catch {
    return {};
  }
}

/** Lets those of one key go one after the other. */
class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  async take<T>(key: string, run: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const own = (before ?? Promise.resolve()).then(run, run);
    this.#last.set(key, own);
    try {
      return await own;
    } finally {
      if (this.#last.get(key) === own) this.#last.delete(key);
    }
  }
}
