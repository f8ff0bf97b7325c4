import { Agent, request } from "node:http";

/** A request of a client. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** `INSTANCE/CLASS/MEMBER/APPLICATION`. */
  readonly client?: string | undefined;
  readonly body?: unknown;
  /** The body as it is, in place of JSON; its type is among the headers. */
  readonly text?: string;
  readonly correlationId?: string | undefined;
  /** What else the server wants to see. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer that came to its end. */
export interface Answered {
  readonly status: number;
  /** JSON where it is some, else the text. */
  // biome-ignore lint/suspicious/noExplicitAny: answers have many shapes
  readonly body: any;
}

const TIMEOUT = 30_000;

/** Sends requests to one server over kept connections. Rejects where the connection breaks before the answer's end. */
export class Caller {
  readonly #url: URL;
  readonly #agent: Agent;

  constructor(url: string, connections: number) {
    this.#url = new URL(url);
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Sends one request; what was sent is never sent again. */
  send(call: Call): Promise<Answered> {
    const body = bodyOf(call);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          agent: this.#agent,
          host: this.#url.hostname,
          port: this.#url.port,
          method: call.method,
          path: encodeURI(call.path),
          timeout: TIMEOUT,
          headers: headersOf(call, body),
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () => {
            if (!answer.complete) reject(new Error("the answer is not complete"));
            else resolve({ status: answer.statusCode ?? 0, body: parse(Buffer.concat(chunks)) });
          });
        },
      );
      sent.on("timeout", () => sent.destroy(new Error(`${call.method} ${call.path} has no answer`)));
      sent.on("error", reject);
      sent.end(body);
    });
  }

  /** As `send`, and rejects where the answer is another than the expected ones. */
  async expect(call: Call, ...statuses: readonly number[]): Promise<Answered> {
    const answer = await this.send(call);
    if (statuses.includes(answer.status)) return answer;
    throw new Error(`${call.method} ${call.path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /** Ends all connections. */
  close(): void {
    this.#agent.destroy();
  }
}

function bodyOf({ body, text }: Call): Buffer | undefined {
  if (text !== undefined) return Buffer.from(text);
  return body === undefined ? undefined : Buffer.from(JSON.stringify(body));
}

function headersOf(call: Call, body: Buffer | undefined): Record<string, string | number> {
  return {
    ...(call.client === undefined ? {} : { "X-GovStack-Client": call.client }),
    ...call.headers,
    ...(call.correlationId === undefined ? {} : { "X-Correlation-ID": call.correlationId }),
    ...(body === undefined ? {} : { "Content-Length": body.byteLength }),
    ...(body === undefined || call.text !== undefined ? {} : { "Content-Type": "application/json" }),
  };
}

function parse(bytes: Buffer): unknown {
  const text = bytes.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
