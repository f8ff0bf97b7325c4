import { FinalError } from "../../../spi/index.ts";
import { memberId, type ServerSetup } from "../settings.ts";
import type { KeyUse } from "./token.ts";
import { segment, type World } from "./world.ts";

interface Field {
  readonly id: string;
  readonly label?: string;
  readonly default_value?: string;
  readonly read_only: boolean;
  readonly required: boolean;
}

/** The longest common name (RFC 5280, A.1); longer addresses stand among the alternative names only. */
const LONGEST_NAME = 64;

/**
 * What a request has to say of its subject. Which fields the authority wants is the instance's affair and is asked of
 * the server; those that it fills itself are not sent.
 */
export async function subjectFields(
  world: World,
  server: ServerSetup,
  use: KeyUse,
  authority: string,
  stop: AbortSignal,
): Promise<Record<string, string>> {
  const query = new URLSearchParams({ key_usage_type: use });
  if (use === "SIGNING") query.set("member_id", memberId(world.setup, server));
  const path = `/certificate-authorities/${segment(authority)}/csr-subject-fields?${query}`;
  const fields = (await world.apiOf(server).read<readonly Field[]>(path, stop)) ?? [];
  const known = knownFields(world, server);
  const open = fields.filter((field) => !field.read_only);
  const values = open.map(({ id, default_value = "" }) => [id, known[id] ?? default_value] as const);
  const missing = open.filter(
    ({ id, required }) => required && (known[id] ?? "") === "" && !hasDefault(fields, id),
  );
  if (missing.length > 0) {
    const names = missing.map(({ id, label }) => (label === undefined ? id : `${id} (${label})`)).join(", ");
    throw new FinalError(
      `${authority} asks for ${names}: write it into the profile under member.authority.fields`,
    );
  }
  return Object.fromEntries(values.filter(([, value]) => value !== ""));
}

function hasDefault(fields: readonly Field[], id: string): boolean {
  return (fields.find((field) => field.id === id)?.default_value ?? "") !== "";
}

function knownFields(world: World, server: ServerSetup): Record<string, string | undefined> {
  const { address, serverCode, memberName, memberCode } = server;
  return {
    C: world.setup.country,
    O: escapeName(memberName),
    CN: address.length <= LONGEST_NAME ? address : serverCode,
    serialNumber: memberCode,
    subjectAltName: address,
    ...world.setup.membership?.authority.fields,
  };
}

/** X-Road joins the fields into one text as they are, so that what has a meaning there (RFC 4514) needs a backslash. */
function escapeName(name: string): string {
  return name.replace(/[",+;<>\\]/g, "\\$&").replace(/^[ #]/, "\\$&");
}
