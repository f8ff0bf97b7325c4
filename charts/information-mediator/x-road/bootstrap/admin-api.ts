import { setTimeout as pause } from "node:timers/promises";
import type { Answered, Asked, Transport } from "./transport.ts";

/** An answer that is no success; `code` is X-Road's word for it, empty where it says none. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly status: number;
  readonly code: string;
  /** All that the answer says, in lower case and without underscores: 7.8 and 7.7 spell some codes differently. */
  readonly said: string;

  constructor(asked: string, status: number, body: string) {
    const code = codeOf(body);
    super(`${asked} was answered ${status}${code === "" ? "" : ` ${code}`}`);
    this.status = status;
    this.code = code;
    this.said = plain(body);
  }

  /** Whether the answer names one of these codes anywhere: X-Road wraps the codes of its other servers. */
  names(...codes: readonly string[]): boolean {
    return codes.some((code) => this.said.includes(plain(code)));
  }
}

const plain = (text: string): string => text.toLowerCase().replaceAll("_", "");

function codeOf(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown } };
    return typeof error?.code === "string" ? error.code : "";
  } catch {
    return "";
  }
}

/** The administration API of one server, with a session. Paths are below `/api/v1`. */
export interface AdminApi {
  /** What stands there; undefined for 404. */
  read<T>(path: string, stop: AbortSignal): Promise<T | undefined>;
  /** Bytes that are no JSON. */
  download(path: string, stop: AbortSignal): Promise<Buffer>;
  /** Sends a change; answers the JSON that comes back, if any. Anything but success throws an {@link ApiError}. */
  send(
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body: Body,
    stop: AbortSignal,
  ): Promise<unknown>;
}

/** JSON, bytes as they are, a form with files, or nothing. */
export type Body =
  | { readonly json: unknown }
  | { readonly bytes: Uint8Array }
  | { readonly form: Readonly<Record<string, string | FormFile>> }
  | undefined;

/** A file of a form; X-Road wants a name with one dot. */
export interface FormFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where a server's administration is, and as whom. */
export interface AdminAccount {
  readonly adminUrl: string;
  readonly user: string;
  /** Read anew for each session. */
  readonly readPassword: () => string;
}

interface Session {
  readonly cookie: string;
  readonly token: string;
}

/** X-Road answers 20 requests a second, 600 a minute; one that was too many is sent again after this. */
const TOO_MANY_MS = 1000;
const REPEATS = 2;

/** Opens the API. A session is made when it is needed, and anew when the server has forgotten it. */
export function openAdminApi(account: AdminAccount, transport: Transport): AdminApi {
  let session: Session | undefined;
  const once = async (asked: Omit<Asked, "url">, path: string, stop: AbortSignal): Promise<Answered> => {
    session ??= await logIn(account, transport, stop);
    const headers = { ...asked.headers, cookie: session.cookie, "x-xsrf-token": session.token };
    return transport({ ...asked, url: `${account.adminUrl}/api/v1${path}`, headers }, stop);
  };
  const call: typeof once = async (asked, path, stop) => {
    let answer = await once(asked, path, stop);
    for (let left = REPEATS; left > 0 && [401, 403, 429].includes(answer.status); left--) {
      if (answer.status === 429) await pause(TOO_MANY_MS, undefined, { signal: stop });
      else session = undefined;
      answer = await once(asked, path, stop);
    }
    return answer;
  };
  const get = async (path: string, stop: AbortSignal) =>
    call({ method: "GET", headers: { accept: "application/json, */*" } }, path, stop);
  return {
    read: async <T>(path: string, stop: AbortSignal) => {
      const answer = await get(path, stop);
      if (answer.status === 404) return undefined;
      return jsonOf(checked(`GET ${path}`, answer)) as T;
    },
    download: async (path, stop) => checked(`GET ${path}`, await get(path, stop)).body,
    send: async (method, path, body, stop) => {
      const answer = await call({ method, ...encodeBody(body) }, path, stop);
      return jsonOf(checked(`${method} ${path}`, answer));
    },
  };
}

async function logIn(account: AdminAccount, transport: Transport, stop: AbortSignal): Promise<Session> {
  const body = new URLSearchParams({ username: account.user, password: account.readPassword() }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await transport({ method: "POST", url: `${account.adminUrl}/login`, headers, body }, stop);
  checked("POST /login", answer);
  const cookies = (answer.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0] ?? "");
  const token = cookies.find((cookie) => cookie.startsWith("XSRF-TOKEN="))?.slice("XSRF-TOKEN=".length);
  if (token === undefined) throw new Error("the administration gave no session");
  return { cookie: cookies.join("; "), token };
}

function checked(asked: string, answer: Answered): Answered {
  if (answer.status >= 200 && answer.status < 300) return answer;
  throw new ApiError(asked, answer.status, answer.body.toString("utf8"));
}

/** An answer whose type or body is no JSON says nothing that is of use. */
function jsonOf({ body }: Answered): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function encodeBody(body: Body): Pick<Asked, "headers" | "body"> {
  if (body === undefined) return {};
  if ("json" in body)
    return { headers: { "content-type": "application/json" }, body: JSON.stringify(body.json) };
  if ("bytes" in body) return { headers: { "content-type": "application/octet-stream" }, body: body.bytes };
  return encodeForm(body.form);
}

const BOUNDARY = "country-stack-form";

function encodeForm(form: Readonly<Record<string, string | FormFile>>): Pick<Asked, "headers" | "body"> {
  const parts = Object.entries(form).flatMap(([name, value]) => {
    const head = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"`;
    if (typeof value === "string") return [Buffer.from(`${head}\r\n\r\n${value}\r\n`)];
    const file = `${head}; filename="${value.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
    return [Buffer.from(file), Buffer.from(value.bytes), Buffer.from("\r\n")];
  });
  return {
    headers: { "content-type": `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  };
}
