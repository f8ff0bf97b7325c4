import { createHash } from "node:crypto";
import type { KubeApi } from "../../../lab/kube-api.ts";

/** What must never change or go: secrets, claims and what is written in them, by name. */
export type Valuables = Readonly<Record<string, string>>;

/** Reads what a stack holds that cannot be made again; a claim's file where a pod of it runs. */
export async function readValuables(api: KubeApi, stack: string): Promise<Valuables> {
  const label = `?labelSelector=country-stack%2Fstack%3D${stack}`;
  const list = async (path: string) => (await api.request("GET", `/api/v1/${path}${label}`)).body.items;
  const found: Record<string, string> = {};
  for (const { metadata, data } of await list("secrets")) {
    found[`secret ${metadata.namespace}/${metadata.name}`] = `${metadata.uid} ${digest(data)}`;
  }
  for (const { metadata } of await list("persistentvolumeclaims")) {
    found[`claim ${metadata.namespace}/${metadata.name}`] = metadata.uid;
  }
  for (const { metadata, status } of await list("pods")) {
    const isServing = status.phase === "Running" && metadata.deletionTimestamp === undefined;
    const text = isServing ? await readFile(status.podIP) : undefined;
    if (text !== undefined) found[`file ${metadata.namespace}`] = text;
  }
  return found;
}

/** What is gone or has changed since. */
export function listLost(before: Valuables, after: Valuables): string[] {
  return Object.keys(before).filter((name) => before[name] !== after[name]);
}

/** Waits for the file of every part, which a pod writes and serves moments after it has started. */
export async function untilFiles(api: KubeApi, stack: string, parts: number): Promise<Valuables> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await readValuables(api, stack);
    const files = Object.keys(found).filter((name) => name.startsWith("file "));
    if (files.length === parts || Date.now() > deadline) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function readFile(address: string): Promise<string | undefined> {
  const answer = await fetch(`http://${address}:8080/born`, { signal: AbortSignal.timeout(2000) }).catch(
    () => undefined,
  );
  const text = answer?.ok === true ? (await answer.text()).trim() : "";
  return text === "" ? undefined : text;
}

function digest(data: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(data ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(entries)).digest("hex").slice(0, 12);
}
