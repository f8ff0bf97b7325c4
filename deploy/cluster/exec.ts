import { type Cluster, ClusterError } from "./client.ts";

/** A command in a container that runs. */
export interface ExecTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

// The channels of Kubernetes' remote command protocol: the first byte of every message.
const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
const CLOSE = 255;
/** The only form of the protocol in which an input can end; Kubernetes 1.30 and later speak it. */
const PROTOCOL = "v5.channel.k8s.io";
/** How much of a command's talk is kept for its failure. */
const TALK = 4000;
/** How many messages wait for their reader before the connection is told to wait. */
const WAITING = 16;

interface Status {
  readonly status?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

/** What of a web socket of `ws` is used here; the client's own type is that of browsers. */
interface Socket {
  readonly protocol: string;
  pause(): void;
  resume(): void;
  send(data: Buffer, done: (error?: Error) => void): void;
  on(event: "close" | "error", listener: () => void): void;
  terminate(): void;
}

/** Runs a command and answers what it writes, no faster than it is read. Throws where it fails, with what it said. */
export async function* execOut(
  cluster: Cluster,
  target: ExecTarget,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const running = await open(cluster, target, false);
  const stop = () => running.socket.terminate();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const chunk = await running.next();
      signal.throwIfAborted();
      if (chunk === undefined) break;
      yield chunk;
    }
    running.requireSuccess();
  } finally {
    signal.removeEventListener("abort", stop);
    running.socket.terminate();
  }
}

/** Runs a command that reads `source` to its end. Throws where it fails, with what it said. */
export async function execIn(
  cluster: Cluster,
  target: ExecTarget,
  source: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const running = await open(cluster, target, true);
  const stop = () => running.socket.terminate();
  signal.addEventListener("abort", stop, { once: true });
  const ended = (async () => {
    // What it writes is of no interest, but has to be taken from it.
    while ((await running.next()) !== undefined);
  })();
  try {
    for await (const chunk of source) {
      signal.throwIfAborted();
      if (running.isOver()) break;
      await send(running.socket, Buffer.concat([Buffer.from([STDIN]), chunk]));
    }
    if (!running.isOver()) await send(running.socket, Buffer.from([CLOSE, STDIN]));
    await ended;
    signal.throwIfAborted();
    running.requireSuccess();
  } finally {
    signal.removeEventListener("abort", stop);
    running.socket.terminate();
  }
}

interface Running {
  readonly socket: Socket;
  /** The next piece of output; undefined when the command ended or the connection did. */
  next(): Promise<Buffer | undefined>;
  isOver(): boolean;
  requireSuccess(): void;
}

async function open(cluster: Cluster, target: ExecTarget, withInput: boolean): Promise<Running> {
  const { Exec } = await import("@kubernetes/client-node");
  const queue: Buffer[] = [];
  let talk = "";
  let status: Status | undefined;
  let isClosed = false;
  let wake = () => {};
  let socket: Socket | undefined;
  const receive = (channel: number, bytes: Buffer): boolean => {
    if (channel === STDOUT && bytes.byteLength > 0) queue.push(bytes);
    if (channel === STDERR) talk = `${talk}${bytes.toString("utf8")}`.slice(-TALK);
    if (channel === STATUS) status = JSON.parse(bytes.toString("utf8")) as Status;
    if (queue.length >= WAITING) socket?.pause();
    wake();
    return true;
  };
  const opened = await new Exec(cluster.kubeconfig).handler
    .connect(pathOf(target, withInput), null, receive)
    .catch((error: { message?: string }) => {
      throw new ClusterError(
        503,
        `no command can be run in ${target.pod}: ${error.message ?? "no connection"}`,
      );
    });
  socket = opened as unknown as Socket;
  const over = () => {
    isClosed = true;
    wake();
  };
  socket.on("close", over);
  socket.on("error", over);
  if (withInput && socket.protocol !== PROTOCOL) {
    socket.terminate();
    throw new ClusterError(
      501,
      "this cluster's API server cannot end a command's input, which putting data back needs: Kubernetes 1.30 or later does",
    );
  }
  return {
    socket,
    next: async () => {
      while (queue.length === 0 && status === undefined && !isClosed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const chunk = queue.shift();
      if (queue.length < WAITING) socket?.resume();
      return chunk;
    },
    isOver: () => isClosed || status !== undefined,
    requireSuccess: () => {
      if (status?.status === "Success") return;
      const said = talk.trim().split("\n").slice(-3).join(" ").trim();
      const why = said === "" ? (status?.message ?? "the connection was cut") : said;
      throw new ClusterError(500, `${target.command[0]} in ${target.namespace}/${target.pod} failed: ${why}`);
    },
  };
}

function pathOf({ namespace, pod, container, command }: ExecTarget, withInput: boolean): string {
  const query = new URLSearchParams([
    ["container", container],
    ["stdout", "true"],
    ["stderr", "true"],
    ["stdin", String(withInput)],
    ...command.map((word): [string, string] => ["command", word]),
  ]);
  return `/api/v1/namespaces/${namespace}/pods/${pod}/exec?${query}`;
}

function send(socket: Socket, data: Buffer): Promise<void> {
  // A connection that ends is told by what follows, with the command's own words.
  return new Promise((resolve) => socket.send(data, () => resolve()));
}
