import { registryHost } from "../../profiles/formats.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";

/** Letters, digits and what stands between them; never a first character that a tool would take for an option. */
const REFERENCE = /^[a-z0-9][\w.:/@-]*$/i;

/** The reference as it was given. Throws a UsageError where no tool would take it for one. */
export function checkReference(given: string): string {
  if (!REFERENCE.test(given)) throw new UsageError(say.images.badReference(given));
  return given;
}

/**
 * The reference under which a stack looks for an image when its profile says `images.registry`: the registry in front
 * of the image's own path, in place of the registry that it may name. Throws a UsageError where the registry has
 * another form than in a profile.
 */
export function nameInRegistry(registry: string, reference: string): string {
  const host = registry.replace(/\/$/, "");
  if (!registryHost.safeParse(host).success) {
    throw new UsageError(say.images.badRegistry(registry), say.images.badRegistryHint);
  }
  const [first = "", ...rest] = checkReference(reference).split("/");
  const namesRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return `${host}/${namesRegistry ? rest.join("/") : reference}`;
}
