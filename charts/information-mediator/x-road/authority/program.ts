import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { z } from "zod";
import type { PodProgram } from "../../../spi/index.ts";
import { answerStatus } from "./answer-status.ts";
import { pemOf } from "./certificate-parts.ts";
import { certifyKeys } from "./certify-keys.ts";
import { type CertificateUse, issueCertificate, RefusedRequest } from "./issue-certificate.ts";
import { type AuthorityKeys, readPrivateKeys } from "./keys.ts";
import { stampTime } from "./stamp-time.ts";

const port = z.int().min(0).max(65_535);
const configuration = z.strictObject({
  /** Where the private keys `ca.key`, `ocsp.key` and `tsa.key` lie. */
  folder: z.string().min(1),
  name: z.string().min(1),
  country: z.string().length(2),
  ports: z.strictObject({ sign: port, status: port, time: port }),
  /** How long a certificate is good. */
  days: z.int().positive(),
});

const LARGEST_BODY = 64 * 1024;

/** What is asked for and sent; `undefined` where the body is too large. */
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array | undefined;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

/**
 * An authority for tests: it signs whatever request reaches it, says that its certificates are good, and stamps the
 * time. Three ports, so that the network can let each caller to what it needs and no further.
 */
const program: PodProgram = async (config, tell, stop) => {
  const { folder, ports, days, ...names } = configuration.parse(config);
  const keys = certifyKeys(readPrivateKeys(folder), names);
  const servers = [
    await listen(ports.sign, (asked) => signing(keys, days, asked)),
    await listen(ports.status, (asked) =>
      answering("application/ocsp-response", asked, () =>
        answerStatus(keys, asked.body ?? new Uint8Array(), new Date()),
      ),
    ),
    await listen(ports.time, (asked) =>
      answering("application/timestamp-reply", asked, () =>
        stampTime(keys, asked.body ?? new Uint8Array(), new Date()),
      ),
    ),
  ];
  tell("the authority signs, answers and stamps");
  await new Promise<void>((resolve) => {
    if (stop.aborted) resolve();
    else stop.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.all(servers.map(close));
  return 0;
};

const text = (status: number, body: string): Answer => ({ status, type: "text/plain", body });

/** `GET /NAME.pem` for the three certificates, `POST /authentication` and `POST /signing` for requests. */
function signing(keys: AuthorityKeys, days: number, { method, path, body }: Asked): Answer {
  const known = /^\/(ca|ocsp|tsa)\.pem$/.exec(path)?.[1] as keyof AuthorityKeys | undefined;
  if (method === "GET" && known !== undefined)
    return { ...text(200, pemOf(keys[known].certificate)), type: "application/x-pem-file" };
  if (method === "GET" && path === "/healthz") return text(200, "ok\n");
  const use = /^\/(authentication|signing)$/.exec(path)?.[1] as CertificateUse | undefined;
  if (use === undefined) return text(404, "not here\n");
  if (method !== "POST") return text(405, "POST only\n");
  if (body === undefined) return text(413, "too large\n");
  try {
    return {
      ...text(200, issueCertificate(keys, body, use, days, new Date())),
      type: "application/x-pem-file",
    };
  } catch (error) {
    if (error instanceof RefusedRequest) return text(400, `${error.message}\n`);
    throw error;
  }
}

/** `POST /` for what the two protocols ask. */
function answering(type: string, { method, path, body }: Asked, answer: () => Uint8Array): Answer {
  if (method === "GET" && path === "/healthz") return text(200, "ok\n");
  if (method !== "POST") return text(405, "POST only\n");
  if (body === undefined) return text(413, "too large\n");
  return { status: 200, type, body: answer() };
}

function listen(port: number, answer: (asked: Asked) => Answer): Promise<Server> {
  const respond: RequestListener = async (request, response) => {
    try {
      const body = await readBody(request);
      const { pathname } = new URL(request.url ?? "/", "http://authority");
      const said = answer({ method: request.method ?? "", path: pathname, body });
      response.writeHead(said.status, { "content-type": said.type }).end(said.body);
    } catch {
      response.writeHead(500).end();
    }
  };
  const server = createServer(
    { requestTimeout: 30_000 },
    (request, response) => void respond(request, response),
  );
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => resolve(server));
  });
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size > LARGEST_BODY ? undefined : Buffer.concat(chunks);
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export default program;
