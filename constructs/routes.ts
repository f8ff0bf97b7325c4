import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import { exposuresOf, type Part, type Stack } from "../charts/spi/index.ts";
import { portNumber, serviceName } from "./address.ts";
import { selectorOf } from "./labels.ts";
import { addCallerFlow } from "./operator-flows.ts";

/**
 * Adds to a part what lets others reach it from outside, where a gateway of the stack asks for it: a route (Gateway
 * API) beside its Service, and the policy for the pods that pass requests on.
 */
export function addRoutes(scope: Construct, stack: Stack, part: Part): void {
  const exposures = exposuresOf(stack).filter((exposure) => exposure.part === part.name);
  for (const { host, port: portName, gateway } of exposures) {
    const port = portNumber(part, portName);
    new ApiObject(scope, `route-${gateway.name}-${host}`, {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: `${gateway.name}-${host}` },
      spec: {
        parentRefs: [{ name: gateway.name, namespace: gateway.namespace, sectionName: host }],
        hostnames: [host],
        rules: [{ backendRefs: [{ name: serviceName(part, portName), port }] }],
      },
    });
  }
  const callers = new Map<string, Set<number>>();
  for (const { port, proxies } of exposures) {
    callers.set(proxies, (callers.get(proxies) ?? new Set()).add(portNumber(part, port)));
  }
  for (const [namespace, ports] of callers) {
    const from = { namespace, labels: {} };
    addCallerFlow(
      scope,
      { stack, part },
      { name: `proxies-${namespace}`, to: selectorOf(part), from, ports: [...ports] },
    );
  }
}
