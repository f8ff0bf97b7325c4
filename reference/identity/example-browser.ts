import type { Reply } from "../ask-app.ts";
import type { ExampleClient, ExampleIdentity } from "./example-identity.ts";
import { AMRA, assertion, RETURN_TO } from "./example-identity.ts";

/** A browser without scripts: it keeps cookies and follows redirects within the server. */
export class ExampleBrowser {
  readonly #identity: ExampleIdentity;
  readonly #cookies = new Map<string, { value: string; path: string }>();

  constructor(identity: ExampleIdentity) {
    this.#identity = identity;
  }

  /** Opens an address and follows redirects as long as they lead to the server itself. */
  async open(
    url: string,
    form?: Record<string, string | readonly string[]>,
  ): Promise<Reply & { url: string }> {
    const target = new URL(url, "http://127.0.0.1:4010");
    const response = await this.#identity.fetch(target.href, {
      method: form === undefined ? "GET" : "POST",
      headers: { accept: "text/html", cookie: this.#cookieFor(target.pathname) },
      redirect: "manual",
      ...(form === undefined ? {} : { body: parametersOf(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const location = response.headers.get("location");
    if (location !== null) {
      const next = new URL(location, target);
      if (next.origin === target.origin) return this.open(next.href);
      return {
        status: response.status,
        headers: response.headers,
        text: "",
        body: undefined,
        url: next.href,
      };
    }
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: undefined, url: target.href };
  }

  #keep(text: string): void {
    const [pair = "", ...attributes] = text.split(/;\s*/);
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? "/";
    if (value === "") this.#cookies.delete(`${name} ${path}`);
    else this.#cookies.set(`${name} ${path}`, { value, path });
  }

  #cookieFor(path: string): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([key, { value }]) => `${key.split(" ")[0]}=${value}`)
      .join("; ");
  }
}

function parametersOf(form: Record<string, string | readonly string[]>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(form).flatMap(([name, value]) =>
      (typeof value === "string" ? [value] : value).map((one): [string, string] => [name, one]),
    ),
  );
}

/** The address that a client sends a browser to. */
export function authorizeUrl(
  client: Pick<ExampleClient, "id">,
  changes: Record<string, string> = {},
): string {
  const query = new URLSearchParams({
    client_id: client.id,
    redirect_uri: RETURN_TO,
    response_type: "code",
    scope: "openid profile",
    state: "the-state",
    nonce: "the-nonce",
    ...changes,
  });
  return `/authorize?${query}`;
}

/** The transaction in a page. */
export function transactionIn(page: string): string {
  return /name="transactionId" value="([^"]+)"/.exec(page)?.[1] ?? "";
}

/** Signs somebody in by a one-time code, agrees to all or to some, and returns the address that the client is sent. */
export async function signIn(
  identity: ExampleIdentity,
  client: Pick<ExampleClient, "id">,
  options: {
    readonly person?: string;
    readonly query?: Record<string, string>;
    readonly claims?: readonly string[];
    readonly scopes?: readonly string[];
    readonly browser?: ExampleBrowser;
  } = {},
): Promise<URL> {
  const { person = AMRA, query = {}, scopes = ["offline_access"] } = options;
  const browser = options.browser ?? new ExampleBrowser(identity);
  const first = await browser.open(authorizeUrl(client, query));
  if (!first.text.includes("<form")) return new URL(first.url);
  const path = `/sign-in/${transactionIn(first.text)}`;
  await browser.open(path, { step: "identify", individualId: person });
  const { body } = await identity.send("GET", `/development/one-time-codes/${person}`);
  const page = await browser.open(path, { step: "code", individualId: person, code: String(body?.code) });
  const offered = [...page.text.matchAll(/name="claim" value="([^"]+)"/g)].map(([, name]) => name ?? "");
  const consent = `/sign-in/${transactionIn(page.text)}`;
  const last = await browser.open(consent, {
    step: "consent",
    claim: options.claims ?? offered,
    scope: scopes,
  });
  return new URL(last.url);
}

/** Exchanges a code for tokens. */
export async function exchangeCode(
  identity: ExampleIdentity,
  client: ExampleClient,
  code: string,
  changes: Record<string, string> = {},
): Promise<Reply> {
  return identity.form("/oauth/token", {
    grant_type: "authorization_code",
    code,
    client_id: client.id,
    redirect_uri: RETURN_TO,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await assertion(client),
    ...changes,
  });
}

/** Signs somebody in and returns the tokens' answer. */
export async function tokensOf(
  identity: ExampleIdentity,
  client: ExampleClient,
  options: Parameters<typeof signIn>[2] = {},
): Promise<Reply> {
  const back = await signIn(identity, client, options);
  return exchangeCode(identity, client, back.searchParams.get("code") ?? "");
}
