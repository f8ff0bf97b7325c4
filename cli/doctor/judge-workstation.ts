import { ENGINE_VERSION, PROVIDER_VERSION } from "../../deploy/pulumi/tools.ts";
import { type Judgement, judged } from "./judgement.ts";
import type { Reached } from "./reach-registry.ts";

const GIB = 2 ** 30;
/** Less free space than this is little: the engine, its plug-in and a few reports take about half of it. */
const LITTLE_BYTES = GIB;
const NONE_BYTES = GIB / 5;

/** Judges the Node that runs this: the lines that the package is made for. */
export function judgeNode(version: string): Judgement {
  const [major = 0, minor = 0, patch = 0] = version.replace(/^v/, "").split(".").map(Number);
  const fits =
    major >= 26 ||
    (major === 24 && minor >= 15) ||
    (major === 22 && (minor > 22 || (minor === 22 && patch >= 2)));
  return judged("node", fits ? "pass" : "fail", fits ? "node-fits" : "node-other", { version });
}

/** What is known of the engine's program. */
export type FoundEngine = "missing" | { readonly path: string; readonly version?: string | undefined };

/** Judges the engine by the version that it says. */
export function judgeEngine(found: FoundEngine): Judgement {
  const wanted = { wanted: ENGINE_VERSION };
  if (found === "missing") return judged("engine", "fail", "engine-missing", wanted);
  const { path, version } = found;
  if (version === undefined) return judged("engine", "fail", "engine-broken", { ...wanted, path });
  const fits = version.replace(/^v/, "") === ENGINE_VERSION;
  const params = { ...wanted, path, version };
  return judged("engine", fits ? "pass" : "warn", fits ? "engine-fits" : "engine-other", params);
}

/** Judges whether the engine's Kubernetes plug-in is there. */
export function judgePlugin(path: string | undefined): Judgement {
  if (path === undefined) return judged("plugin", "fail", "plugin-missing", { wanted: PROVIDER_VERSION });
  return judged("plugin", "pass", "plugin-there", { path });
}

/** Judges whether this machine's data can be kept where it is to be. */
export function judgeFolder(folder: string, reason: string | undefined): Judgement {
  if (reason === undefined) return judged("folder", "pass", "folder-open", { folder });
  return judged("folder", "fail", "folder-closed", { folder, reason });
}

/** Judges the free space of the file system that the folder is on; undefined where it could not be read. */
export function judgeDisk(folder: string, freeBytes: number | undefined): Judgement {
  if (freeBytes === undefined) return judged("disk", "warn", "disk-unknown", { folder });
  const params = { folder, free: `${(freeBytes / GIB).toFixed(1)} GiB` };
  if (freeBytes < NONE_BYTES) return judged("disk", "fail", "disk-full", params);
  return freeBytes < LITTLE_BYTES
    ? judged("disk", "warn", "disk-little", params)
    : judged("disk", "pass", "disk-room", params);
}

/** Judges where the engine's state is, or why it may not be there. */
export function judgeState(place: { readonly url: string } | { readonly refused: string }): Judgement {
  if ("refused" in place) return judged("state", "fail", "state-refused", { reason: place.refused });
  return judged("state", "pass", "state-place", { place: place.url });
}

/** Judges whether a proxy that the environment names is used; undefined where it names none. */
export function judgeProxy(env: NodeJS.ProcessEnv): Judgement | undefined {
  const proxy = env["HTTPS_PROXY"] || env["https_proxy"];
  if (!proxy) return undefined;
  const address = withoutUser(proxy);
  const used = env["NODE_USE_ENV_PROXY"] === "1";
  return judged("proxy", used ? "pass" : "warn", used ? "proxy-used" : "proxy-unused", { proxy: address });
}

/** Judges the file of further certificate authorities; undefined where the environment names none. */
export function judgeAuthorities(file: string | undefined, text: string | undefined): Judgement | undefined {
  if (!file) return undefined;
  if (text === undefined) return judged("authorities", "fail", "authorities-unread", { file });
  const count = text.split("-----BEGIN CERTIFICATE-----").length - 1;
  const found = count === 0 ? "authorities-none" : "authorities-read";
  return judged("authorities", count === 0 ? "fail" : "pass", found, { file, count });
}

/** Judges what a registry answered to a question that every registry knows. */
export function judgeRegistry({ host, by, answer }: Reached): Judgement {
  const params = { host, by: by === undefined ? "" : withoutUser(by) };
  if ("status" in answer) {
    const { status } = answer;
    if (status === 200 || status === 401 || status === 403) {
      return judged("registry", "pass", "registry-answers", { ...params, status });
    }
    if (status === 407) return judged("registry", "fail", "registry-proxy-denied", params);
    return judged("registry", "warn", "registry-odd", { ...params, status });
  }
  const { error } = answer;
  return judged("registry", "fail", registryFailure(error, by), { ...params, error });
}

function registryFailure(error: string, by: string | undefined) {
  if (/CERT|SELF_SIGNED|ISSUER|TLS|SSL/.test(error)) return "registry-certificate";
  if (error === "PROXY_407") return "registry-proxy-denied";
  if (by !== undefined) return "registry-beyond-proxy";
  return /ENOTFOUND|EAI_AGAIN/.test(error) ? "registry-unknown-name" : "registry-silent";
}

/** A proxy's address without what authorizes at it. */
function withoutUser(address: string): string {
  return address.replace(/\/\/[^/@]*@/, "//");
}
