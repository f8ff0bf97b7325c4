import type { Stack } from "../../charts/spi/index.ts";
import type { BackupManifest } from "../../deploy/backup/archive.ts";

/** How a backup fits a stack. */
export interface Fit {
  /** The parts whose data are put back. */
  readonly parts: readonly string[];
  /** Data that the stack has no use for, and why. */
  readonly unfit: readonly {
    readonly part: string;
    readonly why: "gone" | "product";
    readonly theirs: string;
    readonly ours: string;
  }[];
  /** Parts whose data were taken from another release. */
  readonly otherReleases: readonly {
    readonly part: string;
    readonly theirs: string;
    readonly ours: string;
  }[];
  /** Parts that had data of which the backup has none. */
  readonly empty: readonly string[];
}

/** Compares the parts of a backup with those of a stack, without the parts that are to be left out. */
export function fitStack(manifest: BackupManifest, stack: Stack, skip: ReadonlySet<string>): Fit {
  const taken = manifest.parts.filter(({ data }) => data === "taken").filter(({ name }) => !skip.has(name));
  const found = taken.map((theirs) => ({
    theirs,
    ours: stack.parts.find(({ name }) => name === theirs.name),
  }));
  const isFit = ({ theirs, ours }: (typeof found)[number]) =>
    ours !== undefined && ours.external === undefined && ours.product.id === theirs.product;
  const fit = found.filter(isFit);
  return {
    parts: fit.map(({ theirs }) => theirs.name),
    unfit: found
      .filter((one) => !isFit(one))
      .map(({ theirs, ours }) => ({
        part: theirs.name,
        why: ours === undefined ? ("gone" as const) : ("product" as const),
        theirs: theirs.product,
        ours: ours?.external === undefined ? (ours?.product.id ?? "") : ours.external.url,
      })),
    otherReleases: fit.flatMap(({ theirs, ours }) => {
      const version = ours?.release.version ?? "";
      return version === theirs.release ? [] : [{ part: theirs.name, theirs: theirs.release, ours: version }];
    }),
    empty: stack.parts
      .map(({ name }) => name)
      .filter((name) => manifest.header.missing.includes(name) || skip.has(name)),
  };
}
