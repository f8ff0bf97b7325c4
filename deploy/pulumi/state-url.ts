import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Environment } from "../../charts/spi/index.ts";
import { EngineRefusal } from "../engine.ts";

/** What decides where the engine's state is. */
export interface StateChoice {
  /** What the person gave; by default a folder of this machine. */
  readonly stateUrl?: string | undefined;
  /** Whether production may keep its state on this machine. */
  readonly localState?: boolean | undefined;
  readonly dataFolder: string;
  readonly environment: Environment;
}

const SCHEMES = ["file:", "s3:", "azblob:", "gs:", "https:"];

/**
 * The URL of the engine's state, as Pulumi takes it; relative files become absolute. Refuses a scheme that Pulumi
 * does not know, and a folder of one machine for production.
 */
export function chooseStateUrl(choice: StateChoice): string {
  const given = choice.stateUrl ?? pathToFileURL(resolve(join(choice.dataFolder, "state"))).href;
  const scheme = /^[a-z0-9+.-]+:/.exec(given)?.[0];
  if (scheme === undefined || !SCHEMES.includes(scheme) || !given.startsWith(`${scheme}//`)) {
    throw new EngineRefusal(
      `--state ${withoutCredentials(given)} is not a place for state; it begins with file://, s3://, azblob://, gs:// or https://`,
    );
  }
  if (scheme !== "file:") return given;
  if (choice.environment === "production" && choice.localState !== true) {
    throw new EngineRefusal(
      "the state of a production stack must not be on one machine alone; give --state s3://BUCKET (or azblob://, gs://, https://), or --local-state to accept the risk",
    );
  }
  return absoluteFile(given);
}

/** The folder that a `file://` state is in; undefined for all others. */
export function stateFolder(url: string): string | undefined {
  return url.startsWith("file://")
    ? decodeURIComponent(url.slice("file://".length).replace(/\?.*$/, ""))
    : undefined;
}

/** A state's URL as it may be shown and kept in the cluster: without user, password and query values. */
export function withoutCredentials(url: string): string {
  return url
    .replace(/\/\/[^/@]*@/, "//")
    .replace(/([?&][^=&]*)=[^&]*/g, (all, key: string) =>
      /region|endpoint|prefix/i.test(key) ? all : `${key}=`,
    );
}

/** Pulumi reads `file://~/x` as the person's home and `file://x` as relative to its working folder, which is private. */
function absoluteFile(url: string): string {
  const path = url.slice("file://".length);
  return path.startsWith("/") || path.startsWith("~") ? url : `file://${resolve(path)}`;
}

/** The state's place as the cluster's record holds it; a folder is one of a machine, so the machine is named. */
export function stateLocation(url: string, host: string): string {
  const folder = stateFolder(url);
  return folder === undefined ? withoutCredentials(url) : `file://${host}${folder}`;
}
