import { readFileSync } from "node:fs";
import { type IncomingMessage, STATUS_CODES } from "node:http";
import { Agent, createServer, request } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Right } from "../../deploy/cluster/is-allowed.ts";
import { statePath } from "../../lab/places.ts";

/** A request as the API server judges it, and how it answered. */
export interface RecordedRequest extends Right {
  readonly status: number;
}

/** A proxy before the API server that writes down what is asked for. */
export interface RecordingProxy {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
}

/** Starts a proxy that passes everything on as it is, with the token that a client shows, and upgraded connections too. */
export async function startRecordingProxy(): Promise<RecordingProxy> {
  const key = (name: string) => readFileSync(statePath("keys", name));
  const agent = new Agent({ keepAlive: true, ca: key("ca.crt") });
  const requests: RecordedRequest[] = [];
  const note = (asked: IncomingMessage, status: number) => {
    const right = rightOf(asked.method ?? "", asked.url ?? "");
    if (right === undefined) return;
    requests.push({ ...right, status });
    // To apply what is not there takes the right to create it, too.
    if (right.verb === "patch" && status === 201) requests.push({ ...right, verb: "create", status });
  };
  const upstream = ({ method, url: path, headers }: IncomingMessage) =>
    request({ host: "127.0.0.1", port: 6443, method, path, headers, agent });
  const server = createServer({ cert: key("apiserver.crt"), key: key("apiserver.key") }, (asked, answer) => {
    const passed = upstream(asked).on("response", (got) => {
      note(asked, got.statusCode ?? 502);
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    passed.on("error", () => asked.socket.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  server.on("upgrade", (asked: IncomingMessage, socket: Socket, head: Buffer) => {
    const passed = upstream(asked);
    passed.on("upgrade", (got: IncomingMessage, inner: Socket, first: Buffer) => {
      note(asked, 101);
      socket.write(headOf(got));
      socket.write(first);
      inner.write(head);
      inner.pipe(socket).pipe(inner);
      inner.on("error", () => socket.destroy()).on("close", () => socket.destroy());
      socket.on("error", () => inner.destroy()).on("close", () => inner.destroy());
    });
    passed.on("response", (got) => {
      note(asked, got.statusCode ?? 502);
      socket.write(headOf(got));
      got.pipe(socket);
    });
    passed.on("error", () => socket.destroy());
    passed.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** The right that a request takes; undefined for what takes none of a resource, such as discovery. */
export function rightOf(method: string, url: string): Right | undefined {
  const { pathname, searchParams } = new URL(url, "https://api");
  const [root, ...path] = pathname.split("/").filter((part) => part !== "");
  if (root !== "api" && root !== "apis") return undefined;
  const group = root === "api" ? "" : (path[0] ?? "");
  const rest = path.slice(root === "api" ? 1 : 2);
  const isInside = rest[0] === "namespaces" && rest.length > 2;
  const [plural, name, subresource] = isInside ? rest.slice(2) : rest;
  if (plural === undefined) return undefined;
  const resource = subresource === undefined ? plural : `${plural}/${subresource}`;
  const namespace = rest[0] === "namespaces" ? rest[1] : undefined;
  return {
    verb: verbOf(method, name, searchParams),
    group,
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams): string {
  const listing = query.has("watch") ? "watch" : "list";
  const verbs: Readonly<Record<string, string>> = {
    GET: name === undefined ? listing : "get",
    POST: "create",
    PUT: "update",
    PATCH: "patch",
    DELETE: name === undefined ? "deletecollection" : "delete",
  };
  return verbs[method] ?? method.toLowerCase();
}

function headOf({ statusCode = 502, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : [],
  );
  return [`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}`, ...lines, "", ""].join("\r\n");
}
