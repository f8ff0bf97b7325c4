import { type Container, inContainer, inPod, type Pod } from "./examined.ts";
import { type Keys, listAt, textAt, valueAt } from "./fields.ts";
import type { Deviation, Rule } from "./rule.ts";
import { nsa, practice, pss } from "./standards.ts";

/** Rules on what a pod shares with the node that it runs on. */
export const nodeSharingRules: readonly Rule[] = [
  {
    id: "no-host-process",
    title: "No pod or container is a process of a Windows host",
    level: "error",
    podSecurity: "privileged",
    counterparts: pss("baseline/host-process"),
    check: ({ pods, containers }) => [
      ...pods.flatMap((pod) => whereTrue(pod, ["securityContext", "windowsOptions", "hostProcess"])),
      ...containers
        .filter(({ spec }) => valueAt(spec, ...HOST_PROCESS) === true)
        .map((container) => inContainer(container, HOST_PROCESS)),
    ],
  },
  {
    id: "no-host-network",
    title: "No pod uses the network of its node",
    level: "error",
    podSecurity: "privileged",
    counterparts: [...pss("baseline/host-namespaces"), ...nsa("C-0041"), ...practice("no-host-network")],
    check: ({ pods }) => pods.flatMap((pod) => whereTrue(pod, ["hostNetwork"])),
  },
  {
    id: "no-host-pid",
    title: "No pod sees the processes of its node",
    level: "error",
    podSecurity: "privileged",
    counterparts: [...pss("baseline/host-namespaces"), ...nsa("C-0038"), ...practice("no-host-pid")],
    check: ({ pods }) => pods.flatMap((pod) => whereTrue(pod, ["hostPID"])),
  },
  {
    id: "no-host-ipc",
    title: "No pod shares memory and queues with processes of its node",
    level: "error",
    podSecurity: "privileged",
    counterparts: [...pss("baseline/host-namespaces"), ...nsa("C-0038")],
    check: ({ pods }) => pods.flatMap((pod) => whereTrue(pod, ["hostIPC"])),
  },
  {
    id: "no-host-path",
    title: "No volume is a folder of the node",
    level: "error",
    podSecurity: "privileged",
    counterparts: [
      ...pss("baseline/host-path-volumes", "restricted/volume-types"),
      ...practice("no-host-path"),
    ],
    check: ({ pods }) => pods.flatMap(hostPaths),
  },
  {
    id: "no-host-ports",
    title: "No container takes a port of its node",
    level: "error",
    podSecurity: "privileged",
    counterparts: [...pss("baseline/host-ports"), ...nsa("C-0044"), ...practice("no-host-port")],
    check: ({ containers }) => containers.flatMap(hostPorts),
  },
  {
    id: "no-probe-hosts",
    title: "Probes and hooks ask the pod itself and no other host",
    level: "error",
    podSecurity: "privileged",
    counterparts: pss("baseline/host-probes"),
    check: ({ containers }) => containers.flatMap(probeHosts),
  },
];

const HOST_PROCESS: Keys = ["securityContext", "windowsOptions", "hostProcess"];

function whereTrue(pod: Pod, keys: Keys): Deviation[] {
  return valueAt(pod.spec, ...keys) === true ? [inPod(pod, keys)] : [];
}

function hostPaths(pod: Pod): Deviation[] {
  return listAt(pod.spec, "volumes").flatMap((volume, index) => {
    if (valueAt(volume, "hostPath") === undefined) return [];
    const params = { volume: textAt(volume, "name"), folder: textAt(volume, "hostPath", "path") };
    return [inPod(pod, ["volumes", index, "hostPath"], params)];
  });
}

function hostPorts(container: Container): Deviation[] {
  return listAt(container.spec, "ports").flatMap((port, index) => {
    const hostPort = valueAt(port, "hostPort");
    if (hostPort === undefined || hostPort === 0) return [];
    return [inContainer(container, ["ports", index, "hostPort"], { port: String(hostPort) })];
  });
}

/** Where the kubelet would call the host that stands there. */
const CALLS: readonly Keys[] = [
  ["livenessProbe"],
  ["readinessProbe"],
  ["startupProbe"],
  ["lifecycle", "postStart"],
  ["lifecycle", "preStop"],
];

function probeHosts(container: Container): Deviation[] {
  const places = CALLS.flatMap((call) => [
    [...call, "httpGet", "host"],
    [...call, "tcpSocket", "host"],
  ]);
  return places
    .map((keys) => ({ keys, host: textAt(container.spec, ...keys) }))
    .filter(({ host }) => host !== "")
    .map(({ keys, host }) => inContainer(container, keys, { host }));
}
