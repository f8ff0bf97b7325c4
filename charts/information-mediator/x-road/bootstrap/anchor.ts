import { FinalError } from "../../../spi/index.ts";
import { anchorInstance } from "../anchor-instance.ts";
import type { ServerSetup } from "../settings.ts";
import { centralOf, type World } from "./world.ts";

/** The anchor of the instance, for a server that shall join it: of the central server, or of the profile. */
export async function readAnchor(world: World, server: ServerSetup, stop: AbortSignal): Promise<Uint8Array> {
  const { membership, instance } = world.setup;
  if (membership === undefined)
    return centralOf(world).download("/configuration-sources/INTERNAL/anchor/download", stop);
  const bytes = await bytesOf(membership.anchor, world, stop);
  const other = anchorInstance(Buffer.from(bytes).toString("utf8"));
  if (other !== instance) {
    throw new FinalError(
      other === undefined
        ? "what the profile gives as an anchor is none"
        : `the anchor is of instance ${other}, and the profile says ${instance}`,
    );
  }
  if (membership.anchorHash !== undefined)
    await compareHash(world, server, bytes, membership.anchorHash, stop);
  return bytes;
}

async function bytesOf(anchor: string, { ask }: World, stop: AbortSignal): Promise<Uint8Array> {
  if (!/^https?:/.test(anchor)) return Buffer.from(anchor);
  const { status, body } = await ask({ method: "GET", url: anchor }, stop);
  if (status !== 200) throw new Error(`the anchor's address answered ${status}`);
  return body;
}

/** Whoever can change the anchor on its way decides whom the server trusts, so the operator's word is compared. */
async function compareHash(
  world: World,
  server: ServerSetup,
  bytes: Uint8Array,
  expected: string,
  stop: AbortSignal,
): Promise<void> {
  const path = "/system/anchor/previews?validate_instance=false";
  const shown = (await world.apiOf(server).send("POST", path, { bytes }, stop)) as
    | { hash?: string }
    | undefined;
  if (plain(shown?.hash ?? "") === plain(expected)) return;
  throw new FinalError(
    `the anchor's hash is ${shown?.hash}, and the operator of the instance says ${expected}`,
  );
}

const plain = (hash: string): string => hash.replace(/[^0-9a-f]/gi, "").toUpperCase();
