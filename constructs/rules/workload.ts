import type { Manifest } from "../../charts/spi/index.ts";
import { fieldsAt, textAt } from "./fields.ts";
import type { Deviation } from "./rule.ts";

/** The component whose objects have the part's own name. */
const MAIN = "main";
const COMPONENT_LABEL = "country-stack/component";

/**
 * What needs and exemptions call an object of a part: its component where its pods have one, else its name without
 * the part's; `main` for what has the part's name, or is the product's choice and no object.
 */
export function workloadOf({ part, manifest }: Pick<Deviation, "part" | "manifest">): string {
  if (manifest === undefined) return MAIN;
  const { object } = manifest;
  const component = componentOf(manifest);
  if (component !== "") return component;
  if (object.kind === "Namespace") return "namespace";
  const { name } = object.metadata;
  if (name === part) return MAIN;
  return name.startsWith(`${part}-`) ? name.slice(part.length + 1) : name;
}

function componentOf({ object }: Manifest): string {
  const template =
    object.kind === "CronJob" ? ["spec", "jobTemplate", "spec", "template"] : ["spec", "template"];
  return textAt(fieldsAt(object, ...template, "metadata", "labels"), COMPONENT_LABEL);
}
