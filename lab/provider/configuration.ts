import { parse } from "yaml";
import { listDifferences } from "./differences.ts";
import type { ResourceDifference } from "./handler.ts";
import { isProperties, type Json, type Properties } from "./properties.ts";

/** What the engine keeps beside a provider's settings. */
const notSettings = ["version", "pluginDownloadURL"];

/**
 * The settings in which two configurations of the provider differ, one by one. As with the real provider, another
 * `clusterIdentifier` means another cluster, on which all objects are made anew; without one, another cluster in the
 * kubeconfig's context means the same. All else, such as new credentials, is an update.
 */
export function diffConfiguration(before: Properties, after: Properties): ResourceDifference[] {
  const replaces = isOtherCluster(before, after);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => !notSettings.includes(name))
    .flatMap((name) => {
      const [first, ...others] = listDifferences(settingOf(before, name), settingOf(after, name));
      if (first === undefined) return [];
      const isWhole = others.length === 0 && first.path.length === 0;
      return [{ path: [name], kind: isWhole ? first.kind : "update", replaces }];
    });
}

function isOtherCluster(before: Properties, after: Properties): boolean {
  const identifier = after["clusterIdentifier"];
  if (typeof identifier === "string" && identifier !== "") return before["clusterIdentifier"] !== identifier;
  return listDifferences(activeCluster(before), activeCluster(after)).length > 0;
}

/** The cluster that a configuration talks to, as its kubeconfig describes it. */
function activeCluster(settings: Properties): Json {
  const config = settingOf(settings, "kubeconfig");
  if (!isProperties(config)) return null;
  const context = settings["context"] ?? config["current-context"];
  const chosen = named(config["contexts"], context)?.["context"];
  return named(config["clusters"], isProperties(chosen) ? chosen["cluster"] : undefined) ?? null;
}

/** A setting's value; a kubeconfig as what it says, since its writing means nothing. */
function settingOf(settings: Properties, name: string): Json | undefined {
  const value = settings[name];
  if (name !== "kubeconfig" || typeof value !== "string") return value;
  try {
    return parse(value) as Json;
  } catch {
    return value;
  }
}

function named(list: Json | undefined, name: Json | undefined): Properties | undefined {
  const items = Array.isArray(list) ? list.filter(isProperties) : [];
  return items.find((item) => item["name"] === name);
}
