import type { Hono } from "hono";

/** An answer of a test's server, read. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body where it is JSON, else its text. */
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the answer it asked for and says what it expects of it
  readonly body: any;
}

/** Asks a test's server: the body as JSON, or as it is where it is a text. */
export type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

/** Asks a server without a socket; `standing` headers go with every request. */
export function askApp(app: Hono, standing: Readonly<Record<string, string>> = {}): Ask {
  return async (method, path, body, headers = {}) =>
    readReply(
      await app.request(path, {
        method,
        headers: {
          ...standing,
          ...(body === undefined ? {} : { "Content-Type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      }),
    );
}

/** Reads an answer to its end. */
export async function readReply(response: Response): Promise<Reply> {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = headers.get("content-type")?.startsWith("application/json");
  return { status, headers, text, body: isJson ? JSON.parse(text) : text };
}
