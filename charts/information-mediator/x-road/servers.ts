import { createHash } from "node:crypto";
import type { Organization } from "../../spi/index.ts";

/** What the names of the security servers' components begin with. */
const PREFIX = "server-";
/** A StatefulSet's name is a part's of at most 30 characters, a dash and this; pods need it below 53. */
const LONGEST = 21;

/** The component that is an organization's security server. Longer names end with a hash, so that none are the same. */
export function serverComponent({ id }: Pick<Organization, "id">): string {
  const whole = `${PREFIX}${id}`;
  if (whole.length <= LONGEST) return whole;
  const hash = createHash("sha256").update(id).digest("hex").slice(0, 6);
  return `${whole.slice(0, LONGEST - hash.length - 1).replace(/-+$/, "")}-${hash}`;
}

/** The code of an organization's security server in the instance, where the profile says none. */
export function serverCode({ code }: Pick<Organization, "code">): string {
  return `ss-${code}`;
}

/**
 * What the names of an organization's databases begin with, on a server that stacks may share: lower-case letters,
 * digits and underscores, and short enough for what X-Road puts behind it.
 */
export function databasePrefix(stack: string, { id }: Pick<Organization, "id">): string {
  const whole = `${stack}_${id}`.replaceAll("-", "_");
  if (whole.length <= 40) return whole;
  return `${whole.slice(0, 33)}_${createHash("sha256").update(`${stack}_${id}`).digest("hex").slice(0, 6)}`;
}
