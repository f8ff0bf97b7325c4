import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { TLSSocket } from "node:tls";
import type { ReferenceTls } from "../charts/spi/index.ts";
import { CertificateFiles } from "./certificate-files.ts";

/** Authenticates callers in TLS; `rejectUnauthorized` ends the handshake of those whom the authority does not know. */
const ASKING = { requestCert: true, rejectUnauthorized: true } as const;

/**
 * Makes a server that takes nothing but TLS 1.3 from the callers that are named, each with a certificate of the same
 * authority as its own. A new certificate is taken up without a restart. Throws a TypeError where there is none yet.
 */
export function createTlsServer(tls: ReferenceTls, answer: RequestListener): Server {
  const files = new CertificateFiles(tls.folder);
  const callers = new Set(tls.callers);
  const server = createServer({ ...files.credentials, ...ASKING }, answer);
  files.onChange((credentials) => server.setSecureContext(credentials));
  server.on("secureConnection", (socket: TLSSocket) => {
    const caller = callerOf(socket);
    if (caller !== undefined && callers.has(caller)) return;
    warn(`${caller ?? "a certificate without a name"} is no caller of this part`);
    socket.destroy();
  });
  server.on("tlsClientError", (error: NodeJS.ErrnoException) => {
    // Whoever opens a connection and leaves has done no harm.
    if (error.code !== "ECONNRESET") warn(`a connection was refused: ${error.code ?? error.message}`);
  });
  server.on("close", () => files.close());
  return server;
}

function callerOf(socket: TLSSocket): string | undefined {
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === "string" ? name : undefined;
}

function warn(message: string): void {
  process.stderr.write(`${JSON.stringify({ level: "warn", message })}\n`);
}
