import { type Part, partOf, type Stack } from "../../charts/spi/index.ts";
import { clusterAddress, portNumber, serviceHost, serviceName } from "../../constructs/address.ts";
import { authorityName, OPERATOR, speaksTls } from "../../constructs/part-tls.ts";
import { type Cluster, openCluster } from "../cluster/client.ts";
import type { ClusterChoice } from "../cluster/kubeconfig.ts";
import { readOperatorCertificate } from "../cluster/operator-certificate.ts";
import { readPartHeaders } from "../cluster/part-headers.ts";
import { type Forward, type ForwardTarget, openForward } from "../cluster/port-forward.ts";
import { placeSink } from "../cluster/sink-pod.ts";
import type { Deployment } from "../engine.ts";

/** Which cluster, and who asks. */
export interface DeploymentChoice extends ClusterChoice {
  readonly user: string;
}

/** What comes out of a forward on this side: plain HTTP, or what the part's server itself speaks. */
type Layer = "as HTTP" | "as it comes";

/**
 * A stack in a cluster, seen from this machine: the workstation and its browser reach a part by a port-forward that
 * is opened at the first question and closed with the deployment.
 */
export function openDeployment(choice: DeploymentChoice, stack: Stack): Promise<Deployment> {
  let cluster: Promise<Cluster> | undefined;
  const forwards = new Map<string, Promise<Forward>>();
  const open = async (part: Part, name: string, layer: Layer): Promise<Forward> => {
    cluster ??= openCluster(choice);
    const target = { service: serviceName(part, name), port: portNumber(part, name) };
    const isSecured = layer === "as HTTP" && speaksTls(stack, part);
    const tls = isSecured ? await tlsOf(await cluster, stack, serviceHost(part, name)) : {};
    return openForward(await cluster, { namespace: part.namespace, ...target, ...tls });
  };
  const forwardTo = (part: Part, port: string, layer: Layer): Promise<Forward> => {
    const key = `${part.name}/${port} ${layer}`;
    const forward = forwards.get(key) ?? open(part, port, layer);
    forwards.set(key, forward);
    // One that could not be opened is tried anew at the next question.
    forward.catch(() => forwards.delete(key));
    return forward;
  };
  return Promise.resolve({
    addressOf: async (name, port, from) => {
      const part = partOf(stack, name);
      if (from === "pod" || part.external !== undefined) return clusterAddress(stack, name, port);
      return `http://127.0.0.1:${(await forwardTo(part, port, "as HTTP")).port}`;
    },
    headersOf: async (name) => {
      cluster ??= openCluster(choice);
      return readPartHeaders(await cluster, partOf(stack, name));
    },
    certificate: async () => {
      cluster ??= openCluster(choice);
      return readOperatorCertificate(await cluster, stack);
    },
    insideOf: async (name) => {
      const part = partOf(stack, name);
      if (!speaksTls(stack, part)) return undefined;
      cluster ??= openCluster(choice);
      const certificate = await readOperatorCertificate(await cluster, stack);
      if (certificate === undefined) return undefined;
      const { port: portName } = part.product.conformance;
      const { makeStrangerCertificate } = await import("../client-certificate.ts");
      const stranger = await makeStrangerCertificate(OPERATOR, authorityName(stack));
      const port = (await forwardTo(part, portName, "as it comes")).port;
      return { host: "127.0.0.1", port, name: serviceHost(part, portName), certificate, stranger };
    },
    placeSink: async (signal) => {
      cluster ??= openCluster(choice);
      return placeSink(await cluster, stack, choice.user, signal);
    },
    close: async () => {
      const opened = await Promise.allSettled(forwards.values());
      forwards.clear();
      await Promise.all(opened.map((one) => (one.status === "fulfilled" ? one.value.close() : undefined)));
      (await cluster)?.close();
    },
  });
}

/** A deployment may live longer than a certificate: it is read for each connection, as the pod is looked for. */
async function tlsOf(
  cluster: Cluster,
  stack: Stack,
  servername: string,
): Promise<Pick<ForwardTarget, "tls">> {
  const first = await readOperatorCertificate(cluster, stack);
  if (first === undefined) return {};
  const certificate = async () => (await readOperatorCertificate(cluster, stack)) ?? first;
  return { tls: { servername, certificate } };
}
