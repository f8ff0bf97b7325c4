import type { CredentialTrouble } from "../registry/credentials.ts";
import type { RegistryReason } from "../registry/failure.ts";
import { examples } from "./command-examples.ts";

const plural = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`;

/** What `country-stack images` says. */
export const imagesTalk = {
  description: "the images of a stack: which they are, which bytes exactly, and the one that is ours",
  list: "list the images of a stack: registry, tag, digest, licence, architectures, retirements, mirror",
  lock: "ask the registries which bytes each tag stands for, and write their digests into the lock file",
  build: "build the image with docker, podman or buildah",
  push: "put the built image where a profile with this images.registry looks for it",
  registryArgument: "host and path, as in the profile's images.registry",
  toolOption: "what builds it; without it, the first of these that is there and works",
  tagOption: "name of the image (default: what the catalog's products ask for)",
  pushTagOption: "name of the built image, where it was built with --tag",
  baseOption: "image with Node 24 to build on, such as one in your own registry",
  lockOption: "another lock file than the one beside the profile; only images reads such a one",
  platformOption:
    "OS/ARCHITECTURE of your nodes, such as linux/arm64: every image must have it; can be repeated",
  plainHttpOption: "HOST:PORT of a registry on this machine that speaks no TLS; can be repeated",
  partialOption: "write what was found even where some images were not",
  yesOption: "do not ask where tags have moved",
  examples: examples(
    "images country.yaml",
    "images lock country.yaml --platform linux/amd64",
    "images build",
    "images build --tool buildah --base registry.example/library/node:24-slim",
    "images push registry.example/utopia",
  ),
  noTool: (tools: string) => `nothing to build images with: ${tools} not found`,
  noToolHint: "install docker, podman or buildah, or name the one to use with --tool",
  notWorking: (tool: string, reason: string) => `${tool} is there but does not work: ${reason}`,
  notCompiled: (reason: string) => `the sources do not compile: ${reason}`,
  notCompiledHint: "npm run check",
  badReference: (given: string) => `${given} is not the name of an image`,
  badRegistry: (given: string) => `${given} is not a registry`,
  badRegistryHint: "give host and path without https://, such as registry.example/utopia",
  preparing: "compiling and gathering what pods load",
  prepared: (files: number, megabytes: string) => `prepared ${plural(files, "file")}, ${megabytes} MB`,
  building: (tag: string, tool: string) => `building ${tag} with ${tool}`,
  failed: (tool: string, code: number | undefined) => `${tool} failed with exit code ${code ?? "unknown"}`,
  baseHint: "where the base image cannot be pulled, name another one with Node 24: --base REFERENCE",
  notBuilt: (tool: string, reference: string) => `${tool} has no image ${reference}`,
  notBuiltHint: (tool: string) => `country-stack images build --tool ${tool}`,
  pushing: (reference: string, target: string) => `pushing ${reference} as ${target}`,
  inProfile: (registry: string) =>
    `Next: write "images: { registry: ${registry} }" into the profile, then country-stack up PROFILE --target cluster`,

  title: (stack: string, count: number) => `Stack ${stack}: ${plural(count, "image")}`,
  columns: ["PART", "IMAGE", "REGISTRY", "REPOSITORY", "TAG", "DIGEST", "LICENCE", "ARCHITECTURES"],
  notLocked: "not locked",
  byChart: "by the chart, not examined",
  unknown: "unknown",
  nobody: "yours",
  installedTitle: "Installed as",
  retiredTitle: "Retired",
  retired: (image: string, parts: string, since: string | undefined) =>
    `${image} (${parts})${since === undefined ? "" : `, since ${since}`}`,
  retiredSource: (source: string) => `read in ${source}; the registry was not asked`,
  lockTitle: "Lock",
  lockAbsent: (file: string) => `there is no ${file}: every tag may become other bytes`,
  lockHolds: (file: string, locked: number, all: number) =>
    `${file} has the digests of ${locked} of ${plural(all, "image")}`,
  licenceNote: "The licence is the product's; what else is in its images has licences of its own.",

  badPlatform: (given: string) => `${given} is not a platform`,
  badPlatformHint: "give OS/ARCHITECTURE as images have it, such as linux/amd64",
  notLoopback: (given: string) => `${given} is not on this machine; a registry elsewhere has to speak TLS`,
  notLoopbackHint: "--plain-http takes 127.0.0.1:PORT or localhost:PORT",
  lockWrong: (profile: string) =>
    `mend the file, or delete it and type: country-stack images lock ${profile}`,
  asking: (images: number, registries: string) => `asking ${registries} for ${plural(images, "image")}`,
  asked: (done: number, all: number) => `  ${done} of ${all}`,
  noLogin: (host: string, trouble: CredentialTrouble) =>
    `asking ${host} without a password: ${troubleText(trouble)}`,
  notFound: (failed: number, all: number) =>
    `${failed} of ${plural(all, "image")} cannot be locked; nothing was written`,
  leftOut: (failed: number, all: number) =>
    `${failed} of ${plural(all, "image")} cannot be locked, and what the lock file had of them stays as it was`,
  failure: (image: string, reason: RegistryReason) => `${image}: ${reasonText(reason)}`,
  failureHint: (reason: RegistryReason) => reasonHint(reason),
  unchanged: (file: string, images: number) =>
    `${file} has the digests of all ${plural(images, "image")} already, and they are the same`,
  added: (images: readonly string[]) => `new: ${images.join(", ")}`,
  removed: (images: readonly string[]) => `no longer in the stack: ${images.join(", ")}`,
  moved: (image: string, before: string, after: string) =>
    `moved: ${image}\n  from ${before}\n  to   ${after}`,
  question: "Lock what the tags stand for now?",
  unanswered: "tags have moved, which is asked about before it is locked, and there is no terminal to ask on",
  unansweredHint: "find out why they moved, then type it again with --yes",
  notWritten: "nothing was written",
  written: (file: string, images: number) => `${file} has the digests of ${plural(images, "image")}`,
  unwritable: (file: string, reason: string) => `${file} cannot be written: ${reason}`,
};

function troubleText(trouble: CredentialTrouble): string {
  if (trouble.kind === "file") return `${trouble.file} is not what docker login writes`;
  if (trouble.kind === "identity-token")
    return `${trouble.file} has an identity token, and this tool shows only user names and passwords`;
  return `${trouble.helper}, which ${trouble.file} names, does not give one (${trouble.reason})`;
}

/** Why an image cannot be locked, by the kind of the reason. */
const REASONS: {
  readonly [K in RegistryReason["kind"]]: (reason: Extract<RegistryReason, { kind: K }>) => string;
} = {
  unreachable: ({ host, detail }) => `${host} cannot be reached (${detail})`,
  late: ({ host, seconds }) => `${host} did not answer within ${seconds} s`,
  "not-found": ({ host }) => `${host} does not have it`,
  denied: ({ host, status, signedIn }) =>
    `${host} refuses it ${signedIn ? "to this user" : "to those who are not signed in"} (HTTP ${status})`,
  "too-many": ({ host, seconds }) =>
    `${host} was asked too often (HTTP 429)${seconds === undefined ? "" : `; it answers again in ${seconds} s`}`,
  status: ({ host, status }) => `${host} answers HTTP ${status}`,
  "wrong-digest": ({ host, said, is }) => `${host} sends other bytes (${is}) than it says (${said})`,
  "not-a-manifest": ({ host, found }) =>
    `${host} sends something else than an image of OCI or Docker's version 2${found === "" ? "" : ` (${found})`}`,
  "too-large": ({ host, limit }) => `${host} sends more than ${limit} bytes, which no manifest has`,
  redirect: ({ host }) => `${host} leads from one address to the next without an end`,
  plain: ({ host }) => `it would be asked of ${host} without TLS`,
  "no-platform": ({ wanted, has }) =>
    `it is not made for ${wanted.join(", ")}, only for ${has.length === 0 ? "platforms that it does not name" : has.join(", ")}`,
  "own-image": () => "it is our own image, which no public registry has, and the profile names no other one",
  "no-tag": () => "its reference has no tag, or is not one",
};

function reasonText(reason: RegistryReason): string {
  return (REASONS[reason.kind] as (reason: RegistryReason) => string)(reason);
}

function reasonHint(reason: RegistryReason): string | undefined {
  if (reason.kind === "denied") return reason.signedIn ? undefined : `docker login ${reason.host}`;
  if (reason.kind === "own-image")
    return "country-stack images build, then images push REGISTRY, then images: { registry: REGISTRY } in the profile";
  return undefined;
}
