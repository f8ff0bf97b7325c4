import { FinalError } from "../../../spi/index.ts";

/** Milliseconds that one request may take. */
const TIMEOUT_MS = 15_000;

/** Keycloak's Admin REST API for one administrator. Paths are below `/admin`. */
export interface AdminApi {
  /** The body of a 200, or undefined for a 404. Anything else throws. */
  read<T>(path: string, stop: AbortSignal): Promise<T | undefined>;
  /** Sends a change; 409 is an answer like any other: what is there is read again. */
  send(method: "POST" | "PUT", path: string, body: unknown, stop: AbortSignal): Promise<void>;
}

/** Opens the API; the password is read anew for each token, which is good for a minute. */
export function openAdminApi(url: string, administrator: string, readPassword: () => string): AdminApi {
  let token: { readonly text: string; readonly until: number } | undefined;
  const authorize = async (stop: AbortSignal): Promise<string> => {
    if (token === undefined || token.until < Date.now()) token = await signIn(stop);
    return token.text;
  };
  const signIn = async (stop: AbortSignal) => {
    const body = new URLSearchParams({
      grant_type: "password",
      client_id: "admin-cli",
      username: administrator,
      password: readPassword(),
    });
    const response = await ask(
      `${url}/realms/master/protocol/openid-connect/token`,
      { method: "POST", body },
      stop,
    );
    if (response.status === 401) {
      throw new FinalError(
        `Keycloak refuses the password of ${administrator}; it was changed there after the installation`,
      );
    }
    if (response.status !== 200) throw unexpected("signing in", response.status);
    const { access_token, expires_in } = (await response.json()) as {
      access_token: string;
      expires_in: number;
    };
    return { text: access_token, until: Date.now() + Math.max(0, expires_in - 10) * 1000 };
  };
  const call = async (method: string, path: string, body: unknown, stop: AbortSignal) => {
    const text = await authorize(stop);
    const headers = { authorization: `Bearer ${text}`, "content-type": "application/json" };
    const response = await ask(
      `${url}/admin${path}`,
      { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) },
      stop,
    );
    // A restarted Keycloak may not know the token any more.
    if (response.status === 401) token = undefined;
    return response;
  };
  return {
    read: async <T>(path: string, stop: AbortSignal) => {
      const response = await call("GET", path, undefined, stop);
      if (response.status === 404) return undefined;
      if (response.status !== 200) throw unexpected(`GET ${path}`, response.status);
      return (await response.json()) as T;
    },
    send: async (method, path, body, stop) => {
      const { status } = await call(method, path, body, stop);
      if (status === 409 || (status >= 200 && status < 300)) return;
      if (status === 400 || status === 403)
        throw new FinalError(unexpected(`${method} ${path}`, status).message);
      throw unexpected(`${method} ${path}`, status);
    },
  };
}

function ask(url: string, init: RequestInit, stop: AbortSignal): Promise<Response> {
  return fetch(url, {
    ...init,
    redirect: "error",
    signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
  });
}

function unexpected(what: string, status: number): Error {
  return new Error(`${what} was answered ${status}`);
}
