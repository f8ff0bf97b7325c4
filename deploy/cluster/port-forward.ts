import { type AddressInfo, createServer, type Socket } from "node:net";
import { Writable } from "node:stream";
import type { PortForward } from "@kubernetes/client-node";
import type { ClientCertificate } from "../engine.ts";
import { type Cluster, ClusterError } from "./client.ts";
import { isReady, listPods, type Pod } from "./pod-reasons.ts";
import { secureTunnel } from "./secure-tunnel.ts";

/** A Service's port as this machine reaches it. */
export interface Forward {
  /** A port of 127.0.0.1. */
  readonly port: number;
  close(): Promise<void>;
}

/** What to forward to. */
export interface ForwardTarget {
  readonly namespace: string;
  readonly service: string;
  /** The Service's port. */
  readonly port: number;
  /** For a server that speaks TLS: its name, and what it is shown. Plain HTTP on this side, TLS from here to the pod. */
  readonly tls?: { readonly servername: string; readonly certificate: () => Promise<ClientCertificate> };
}

/** How long a new connection waits for a pod that is ready, in milliseconds: the time of a restart. */
const POD_WAIT_MS = 30_000;
/** How often a tunnel that the API server does not open is asked for; nothing has been sent through it then. */
const TRIES = 3;

/**
 * Listens on a free loopback port and carries each connection to a ready pod of the Service. The pod is chosen for
 * each connection, so that a replaced pod is followed.
 */
export async function openForward(cluster: Cluster, target: ForwardTarget): Promise<Forward> {
  const { PortForward } = await import("@kubernetes/client-node");
  const forward = new PortForward(cluster.kubeconfig);
  const sockets = new Set<Socket>();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    carry(cluster, forward, target, socket).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function carry(
  cluster: Cluster,
  forward: PortForward,
  target: ForwardTarget,
  socket: Socket,
): Promise<void> {
  const { pod, port } = await findPod(cluster, target);
  const { tls } = target;
  const carried = tls === undefined ? socket : secureTunnel(socket, tls.servername, await tls.certificate());
  // Whatever comes on the error stream ends the connection: a port that nobody listens on, a pod that is gone.
  const errors = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      // The stream opens with a port number, of which the client leaves an empty chunk.
      if (chunk.length > 0) socket.destroy();
      done();
    },
  });
  const opened = await persist(() =>
    forward.portForward(target.namespace, pod, [port], carried, errors, carried),
  );
  const tunnel = typeof opened === "function" ? opened() : opened;
  // Without these two a pod that vanished leaves the client hanging, and a client that left the tunnel. What the
  // pod sent before it closed is still handed on.
  tunnel?.addEventListener("close", () => (carried === socket ? socket.destroySoon() : carried.end()));
  socket.on("close", () => tunnel?.close());
  if (socket.destroyed) tunnel?.close();
  socket.resume();
}

async function persist<T>(open: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await open();
    } catch (error) {
      if (tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200 * tries));
    }
  }
}

/** A ready pod behind the Service, and the port that its container listens on. */
async function findPod(cluster: Cluster, target: ForwardTarget): Promise<{ pod: string; port: number }> {
  const { namespace, service } = target;
  const deadline = Date.now() + POD_WAIT_MS;
  for (;;) {
    const path = `/api/v1/namespaces/${namespace}/services/${service}`;
    const { spec } = await cluster.ask({ method: "GET", path });
    const selector = Object.entries((spec.selector ?? {}) as Record<string, string>);
    const labels = selector.map(([key, value]) => `${key}=${value}`).join(",");
    const pod = (await listPods(cluster, namespace, labels)).find(isReady);
    if (pod !== undefined) return { pod: pod.metadata.name, port: targetPort(pod, spec.ports, target.port) };
    if (Date.now() > deadline) throw new ClusterError(503, `no pod of ${namespace}/${service} is ready`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** The container's port behind a Service's port; a Service may name it or leave it out. */
export function targetPort(
  pod: Pod,
  ports: readonly { readonly port: number; readonly targetPort?: number | string }[],
  port: number,
): number {
  const target = ports.find((one) => one.port === port)?.targetPort ?? port;
  if (typeof target === "number") return target;
  const named = (pod.spec?.containers ?? [])
    .flatMap((container) => container.ports ?? [])
    .find(({ name }) => name === target);
  return named?.containerPort ?? port;
}
