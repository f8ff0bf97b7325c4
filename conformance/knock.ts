import { connect as connectPlainly } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import type { InsideAddress } from "./inside-address.ts";

/** What came of a connection over which a request was sent. */
export interface Knock {
  /** The protocol at which both ends agreed, such as `TLSv1.3`; undefined where they did not, or none was offered. */
  readonly protocol?: string | undefined;
  /** The server's certificate, DER; undefined where it showed none. */
  readonly certificate?: Buffer | undefined;
  /** The beginning of what the server sent, TLS taken off where it was agreed; empty where it sent nothing. */
  readonly answer: Buffer;
  /** How it ended: the code or message of what broke it, `closed`, or `silent` where nothing came in time. */
  readonly end: string;
}

/** How long an end is waited for: through a cluster's tunnel a closed connection is told a second or more later. */
const LIMIT_MS = 8000;

/** What is asked for does not matter: whatever comes back is an answer. */
const request = (name: string) => `GET / HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`;

/** Sends a request without TLS, and waits for the first bytes or the end. Never rejects. */
export function knockPlainly({ host, port, name }: InsideAddress): Promise<Knock> {
  return new Promise((resolve) => {
    const socket = connectPlainly(port, host, () => socket.write(request(name)));
    const done = (answer: Buffer, end: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ answer, end });
    };
    const timer = setTimeout(() => done(Buffer.alloc(0), "silent"), LIMIT_MS);
    socket.on("data", (chunk) => done(chunk, "answered"));
    socket.on("error", (error) => done(Buffer.alloc(0), codeOf(error)));
    socket.on("close", () => done(Buffer.alloc(0), "closed"));
  });
}

/**
 * The same in TLS, with these options. Whom the server's certificate is of is left to the caller: a server must refuse
 * what it has to refuse whoever it is. Never rejects.
 */
export function knock({ host, port, name }: InsideAddress, options: ConnectionOptions): Promise<Knock> {
  return new Promise((resolve) => {
    const all = { host, port, servername: name, ...options, rejectUnauthorized: false };
    let [protocol, certificate] = [undefined as string | undefined, undefined as Buffer | undefined];
    const socket: TLSSocket = connect(all, () => {
      protocol = socket.getProtocol() ?? undefined;
      certificate = socket.getPeerCertificate().raw;
      socket.write(request(name));
    });
    const done = (answer: Buffer, end: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ protocol, certificate, answer, end });
    };
    const timer = setTimeout(() => done(Buffer.alloc(0), "silent"), LIMIT_MS);
    socket.on("data", (chunk) => done(chunk, "answered"));
    socket.on("error", (error) => done(Buffer.alloc(0), codeOf(error)));
    socket.on("close", () => done(Buffer.alloc(0), "closed"));
  });
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message;
}
