import type { ClusterFacts, NodeFacts } from "../../deploy/doctor/read-cluster.ts";
import { CHECKS, type CheckId, type Judgement, judged, WORKSTATION } from "./judgement.ts";

/** The minor version of Kubernetes that all tests run on. */
const TRIED_MINOR = 34;
/** Older ones lack what manifests say: Pod Security admission in this form, server-side apply, retention of claims. */
const OLDEST_MINOR = 27;
const OFF_S = 5;
const WRONG_S = 60;
/** A kubelet tells no more images than this. */
const TOLD_IMAGES = 50;

/** What every check of a cluster is without one. */
export function judgeWithoutCluster(reason: string): Judgement[] {
  const others = CHECKS.filter((check) => !WORKSTATION.includes(check) && check !== "cluster");
  return [
    judged("cluster", "fail", "cluster-silent", { reason }),
    ...others.map((check) => judged(check, "fail", "no-cluster")),
  ];
}

/** Judges that it answers, and to whom. */
export function judgeCluster({ server, asker }: ClusterFacts): Judgement {
  if (asker === undefined) return judged("cluster", "warn", "cluster-nameless", { server });
  return judged("cluster", "pass", "cluster-answers", { server, user: asker.user });
}

/** Judges the version of Kubernetes by those that were tried. */
export function judgeVersion(version: string | undefined): Judgement {
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  if (version === undefined || minor === undefined) return judged("version", "warn", "version-unknown");
  const params = { version, tried: `1.${TRIED_MINOR}`, oldest: `1.${OLDEST_MINOR}` };
  const distance = Number(minor) - TRIED_MINOR;
  if (major === "1" && Math.abs(distance) <= 1) return judged("version", "pass", "version-tried", params);
  if (major === "1" && Number(minor) < OLDEST_MINOR) return judged("version", "fail", "version-old", params);
  return judged("version", "warn", "version-untried", params);
}

/** Judges how far this machine's clock and the cluster's are apart. */
export function judgeClock(asker: ClusterFacts["asker"]): Judgement {
  if (asker === undefined) return judged("clock", "warn", "clock-unknown");
  const distance = Math.abs(asker.aheadS);
  const params = { seconds: Math.round(distance), side: asker.aheadS > 0 ? "ahead of" : "behind" };
  if (distance <= OFF_S) return judged("clock", "pass", "clock-same", params);
  return distance <= WRONG_S
    ? judged("clock", "warn", "clock-off", params)
    : judged("clock", "fail", "clock-wrong", params);
}

/** Judges whether nodes are there that take pods. */
export function judgeNodes(nodes: readonly NodeFacts[] | undefined): Judgement {
  if (nodes === undefined) return judged("nodes", "warn", "nodes-unknown");
  const taking = nodes.filter(({ ready, open }) => ready && open);
  const unready = nodes.filter(({ ready }) => !ready).map(({ name }) => name);
  const params = { taking: taking.length, all: nodes.length, unready: unready.join(", ") };
  if (taking.length === 0) return judged("nodes", "fail", "nodes-none", params);
  return unready.length === 0
    ? judged("nodes", "pass", "nodes-ready", params)
    : judged("nodes", "warn", "nodes-some", params);
}

/** Judges what nodes are short of: disk, memory, processes. */
export function judgePressure(nodes: readonly NodeFacts[] | undefined): Judgement {
  if (nodes === undefined) return judged("node-pressure", "warn", "nodes-unknown");
  const short = nodes.filter(({ pressures }) => pressures.length > 0);
  if (short.length === 0) return judged("node-pressure", "pass", "pressure-none", { all: nodes.length });
  const list = short.map(({ name, pressures }) => `${name}: ${pressures.join(" ")}`).join(", ");
  // While one node is free of it, pods have somewhere to go.
  const isAll = short.length === nodes.length;
  return judged("node-pressure", isAll ? "fail" : "warn", "pressure-some", { list });
}

/** Judges how far the nodes' clocks are from the API server's. */
export function judgeNodeClocks(clocks: ClusterFacts["nodeClocks"]): Judgement {
  if (clocks === undefined || clocks.length === 0)
    return judged("node-clocks", "warn", "node-clocks-unknown");
  const distance = ({ aheadS }: { readonly aheadS: number }) => Math.abs(aheadS);
  const off = clocks.filter((clock) => distance(clock) > OFF_S);
  if (off.length === 0) return judged("node-clocks", "pass", "node-clocks-same", { count: clocks.length });
  const list = off.map(({ node, aheadS }) => `${node} ${Math.round(aheadS)} s`).join(", ");
  const isWrong = off.some((clock) => distance(clock) > WRONG_S);
  return judged("node-clocks", isWrong ? "fail" : "warn", "node-clocks-off", { list });
}

/** Judges the Gateway API by what the manifests ask of it; `wanted` are the classes that they name. */
export function judgeGateway(facts: ClusterFacts, wanted: readonly string[] | undefined): Judgement {
  const check: CheckId = "gateway-api";
  const { gatewayApi, gatewayClasses } = facts;
  const known = (gatewayClasses ?? []).map(({ name }) => name).join(", ");
  if (wanted === undefined) {
    // Without a profile nobody knows whether it is needed.
    return gatewayApi
      ? judged(check, "pass", "gateway-served", { known })
      : judged(check, "warn", "gateway-absent");
  }
  if (wanted.length === 0) return judged(check, "pass", "gateway-unneeded");
  if (!gatewayApi) return judged(check, "fail", "gateway-absent");
  if (gatewayClasses === undefined) return judged(check, "warn", "gateway-unknown");
  const missing = wanted.filter((name) => gatewayClasses.every((each) => each.name !== name));
  if (missing.length > 0)
    return judged(check, "fail", "gateway-class-missing", { missing: missing.join(", "), known });
  const idle = gatewayClasses.filter(({ name, accepted }) => wanted.includes(name) && !accepted);
  if (idle.length === 0) return judged(check, "pass", "gateway-served", { known });
  return judged(check, "fail", "gateway-class-idle", { idle: idle.map(({ name }) => name).join(", ") });
}

/** Judges storage classes by those that the claims name; the empty name is the cluster's own choice. */
export function judgeStorageClasses(
  classes: ClusterFacts["storageClasses"],
  wanted: readonly string[],
): Judgement {
  const check: CheckId = "storage-class";
  if (wanted.length === 0) return judged(check, "pass", "storage-unneeded");
  if (classes === undefined) return judged(check, "warn", "storage-unknown");
  const known = classes.map(({ name }) => name).join(", ");
  const missing = wanted.filter((name) => name !== "" && classes.every((each) => each.name !== name));
  if (missing.length > 0)
    return judged(check, "fail", "storage-missing", { missing: missing.join(", "), known });
  const defaults = classes.filter(({ isDefault }) => isDefault).map(({ name }) => name);
  if (wanted.includes("") && defaults.length === 0)
    return judged(check, "fail", "storage-no-default", { known });
  if (wanted.includes("") && defaults.length > 1)
    return judged(check, "warn", "storage-defaults", { defaults: defaults.join(", ") });
  const used = wanted.map((name) => (name === "" ? defaults[0] : name));
  return judged(check, "pass", "storage-found", { used: [...new Set(used)].join(", ") });
}

/** Judges whether the nodes have our own image, which lies in no public registry; `image` is as pods name it. */
export function judgeOwnImage(
  nodes: readonly NodeFacts[] | undefined,
  image: string | undefined,
  mirror: string | undefined,
): Judgement {
  const check: CheckId = "own-image";
  if (image === undefined) return judged(check, "pass", "image-unneeded");
  if (mirror !== undefined) return judged(check, "pass", "image-mirrored", { image });
  if (nodes === undefined) return judged(check, "warn", "image-unknown", { image });
  const [name = image] = image.split("@");
  const has = ({ images }: NodeFacts) => images.some((each) => each === name || each.endsWith(`/${name}`));
  const lacking = nodes.filter((node) => node.ready && node.open && !has(node));
  const list = lacking.map((node) => node.name).join(", ");
  if (lacking.length === 0) return judged(check, "pass", "image-there", { image });
  // One that tells as many as it may can have more.
  const isDoubtful = lacking.every(({ images }) => images.length >= TOLD_IMAGES);
  return judged(check, isDoubtful ? "warn" : "fail", "image-missing", { image, list });
}
