import type { Credentials } from "./credentials.ts";
import { RegistryFailure } from "./failure.ts";
import { type Sending, send } from "./send.ts";

/** What a registry asks for with its answer 401. */
interface Challenge {
  readonly scheme: "bearer" | "basic";
  readonly params: Readonly<Record<string, string>>;
}

/** Who asks for what. */
export interface Wish {
  readonly registry: string;
  readonly repository: string;
  readonly credentials?: Credentials | undefined;
}

/**
 * The Authorization header by which a registry lets its images be read, as its `WWW-Authenticate` says: a token of
 * the service that it names, for nobody where there is no user, or the user's name and password themselves.
 * Undefined where there is nothing to show. Throws a {@link RegistryFailure}.
 */
export async function authorize(
  header: string | null,
  wish: Wish,
  sending: Sending,
): Promise<string | undefined> {
  const challenge = parseChallenge(header ?? "");
  if (challenge?.scheme === "bearer") return fetchToken(challenge.params, wish, sending);
  return wish.credentials === undefined || challenge === undefined ? undefined : basic(wish.credentials);
}

/** The challenge of a header (RFC 9110, 11.6.1); of several, the one for tokens. */
function parseChallenge(header: string): Challenge | undefined {
  const at = header.search(/\bbearer\s/i);
  if (at === -1) return /\bbasic\b/i.test(header) ? { scheme: "basic", params: {} } : undefined;
  const found = header.slice(at + "bearer ".length).matchAll(/(\w+)=(?:"([^"]*)"|([^\s,"]+))/g);
  const params = Object.fromEntries(
    [...found].map(([, key = "", text, word]) => [key.toLowerCase(), text ?? word ?? ""]),
  );
  return { scheme: "bearer", params };
}

async function fetchToken(
  params: Readonly<Record<string, string>>,
  { registry, repository, credentials }: Wish,
  sending: Sending,
): Promise<string> {
  const url = URL.parse(params["realm"] ?? "");
  if (url === null) throw denied(registry, 401, credentials);
  if (params["service"] !== undefined) url.searchParams.set("service", params["service"]);
  url.searchParams.set("scope", params["scope"] ?? `repository:${repository}:pull`);
  const authorization = credentials === undefined ? undefined : basic(credentials);
  const { status, body } = await send(
    { url, method: "GET", accept: ["application/json"], authorization },
    sending,
  );
  const token = status === 200 ? tokenIn(body) : undefined;
  if (token === undefined) throw denied(registry, status, credentials);
  return `Bearer ${token}`;
}

function tokenIn(body: Buffer): string | undefined {
  try {
    const { token, access_token: other } = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
    const text = token ?? other;
    return typeof text === "string" && /^[\x21-\x7e]+$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

const basic = ({ user, secret }: Credentials): string =>
  `Basic ${Buffer.from(`${user}:${secret}`, "utf8").toString("base64")}`;

const denied = (host: string, status: number, credentials: Credentials | undefined): RegistryFailure =>
  new RegistryFailure({ kind: "denied", host, status, signedIn: credentials !== undefined });
