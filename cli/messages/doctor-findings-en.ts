import { doctorClusterFindings } from "./doctor-cluster-en.ts";
import type { Finding } from "./doctor-finding.ts";

const word = (params: Readonly<Record<string, string | number>>, name: string): string =>
  String(params[name] ?? "");

/** What the doctor finds on this machine and what it reaches. */
const workstationFindings = {
  "node-fits": { says: (p) => `Node ${word(p, "version")}` },
  "node-other": {
    says: (p) => `Node ${word(p, "version")} is none of the lines that this runs on`,
    remedy: () => "install Node 22.22.2 or newer of line 22, 24.15 or newer of line 24, or 26",
  },
  "engine-fits": { says: (p) => `pulumi ${word(p, "version")} at ${word(p, "path")}` },
  "engine-other": {
    says: (p) => `pulumi ${word(p, "version")} is not the version that was tried, ${word(p, "wanted")}`,
    remedy: (p) => `curl -fsSL https://get.pulumi.com | sh -s -- --version ${word(p, "wanted")}`,
  },
  "engine-missing": {
    says: () => "the deployment engine pulumi is not on PATH",
    remedy: (p) => `curl -fsSL https://get.pulumi.com | sh -s -- --version ${word(p, "wanted")}`,
  },
  "engine-broken": {
    says: (p) => `${word(p, "path")} does not say its version`,
    remedy: (p) => `curl -fsSL https://get.pulumi.com | sh -s -- --version ${word(p, "wanted")}`,
  },
  "plugin-there": { says: (p) => `the engine's Kubernetes plug-in at ${word(p, "path")}` },
  "plugin-missing": {
    says: () => "the engine's Kubernetes plug-in is missing",
    remedy: (p) => `pulumi plugin install resource kubernetes v${word(p, "wanted")}`,
  },
  "folder-open": { says: (p) => `${word(p, "folder")} can be written` },
  "folder-closed": {
    says: (p) => `${word(p, "folder")} cannot be written: ${word(p, "reason")}`,
    remedy: () => "give --data a folder of your own",
  },
  "disk-room": { says: (p) => `${word(p, "free")} free for ${word(p, "folder")}` },
  "disk-little": {
    says: (p) => `only ${word(p, "free")} free for ${word(p, "folder")}`,
    remedy: () => "free 1 GiB, or give --data a folder on another disk",
  },
  "disk-full": {
    says: (p) => `${word(p, "free")} free for ${word(p, "folder")} are too little for a state and its copies`,
    remedy: () => "free 1 GiB, or give --data a folder on another disk",
  },
  "disk-unknown": {
    says: (p) => `the free space for ${word(p, "folder")} could not be read`,
    remedy: (p) => `df -h ${word(p, "folder")}`,
  },
  "state-place": { says: (p) => `the state is at ${word(p, "place")}` },
  "state-refused": {
    says: (p) => word(p, "reason"),
    remedy: () => "docs/state.md says where a state can be",
  },
  "proxy-used": { says: (p) => `${word(p, "proxy")} is used` },
  "proxy-unused": {
    says: (p) => `HTTPS_PROXY names ${word(p, "proxy")}, which Node does not use by itself`,
    remedy: () => "export NODE_USE_ENV_PROXY=1",
  },
  "authorities-read": { says: (p) => `${word(p, "count")} certificates in ${word(p, "file")}` },
  "authorities-unread": {
    says: (p) => `NODE_EXTRA_CA_CERTS names ${word(p, "file")}, which cannot be read`,
    remedy: () => "name a readable file of certificates in PEM",
  },
  "authorities-none": {
    says: (p) => `NODE_EXTRA_CA_CERTS names ${word(p, "file")}, which holds no certificate in PEM`,
    remedy: () => "name a file of certificates that begin with -----BEGIN CERTIFICATE-----",
  },
  "registry-unneeded": { says: () => "no image has to come from a registry" },
  "registry-answers": { says: (p) => `${word(p, "host")} answers${through(p)}` },
  "registry-odd": {
    says: (p) => `${word(p, "host")} answers HTTP ${word(p, "status")}${through(p)}, as no registry does`,
    remedy: (p) => `curl -I https://${word(p, "host")}/v2/`,
  },
  "registry-proxy-denied": {
    says: (p) => `the proxy${through(p)} wants a user and password for ${word(p, "host")}`,
    remedy: () => "put them into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT",
  },
  "registry-certificate": {
    says: (p) => `the certificate of ${word(p, "host")} is of no authority known here (${word(p, "error")})`,
    remedy: () => "export NODE_EXTRA_CA_CERTS=/path/of/the/authority.pem",
  },
  "registry-beyond-proxy": {
    says: (p) => `${word(p, "host")} is not reached${through(p)}: ${word(p, "error")}`,
    remedy: (p) => `ask for a way to ${word(p, "host")}, or spare it the proxy with NO_PROXY`,
  },
  "registry-unknown-name": {
    says: (p) => `nobody knows the name ${word(p, "host")} (${word(p, "error")})`,
    remedy: () => "set HTTPS_PROXY, or give the profile a registry of your own: images.registry",
  },
  "registry-silent": {
    says: (p) => `${word(p, "host")} is not reached: ${word(p, "error")}`,
    remedy: () => "set HTTPS_PROXY, or give the profile a registry of your own: images.registry",
  },
} satisfies Readonly<Record<string, Finding>>;

function through(params: Readonly<Record<string, string | number>>): string {
  const by = word(params, "by");
  return by === "" ? "" : ` through ${by}`;
}

/** The name of something that the doctor may find. */
export type FindingId = keyof typeof workstationFindings | keyof typeof doctorClusterFindings;

/** What a person reads about everything that the doctor may find, in English. */
export const doctorFindings: Readonly<Record<FindingId, Finding>> = {
  ...workstationFindings,
  ...doctorClusterFindings,
};
