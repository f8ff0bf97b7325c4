import type { Stack } from "../../charts/spi/index.ts";
import type { ClusterRecord } from "../cluster/record.ts";
import type { InstalledRelease } from "./judge-jumps.ts";

/**
 * A stack's record once all of it stands: a restore has ended, the releases are those of the stack, and an upgrade
 * waits for its checks, or is undone where its data were put back. Pure.
 */
export function afterUp(record: ClusterRecord, stack: Stack): ClusterRecord {
  const { restore: _, upgrade, ...rest } = record;
  const releases = releasesOf(stack, record.releases);
  if (upgrade === undefined || upgrade.phase === "back") return { ...rest, releases };
  return { ...rest, releases, upgrade: { ...upgrade, phase: "applied" } };
}

/** Parts that left the stack are remembered: their data may have stayed. */
function releasesOf({ parts }: Stack, before: readonly InstalledRelease[] = []): InstalledRelease[] {
  const own = parts.filter(({ external }) => external === undefined);
  const left = before.filter(({ part }) => !own.some(({ name }) => name === part));
  return [
    ...left,
    ...own.map(({ name, product, release }) => ({
      part: name,
      product: product.id,
      release: release.version,
    })),
  ];
}
