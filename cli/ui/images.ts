import type { DescribedImage } from "../images/describe-images.ts";
import { say } from "../messages/talk-en.ts";
import { formatTable } from "./table.ts";

/** As much of a digest as tells it from others; `--json` and the lock file have the whole. */
const SHORT = "sha256:".length + 12;

/** The images as a person reads them: a row each, what became of mirrored and retired ones, and the lock. */
export function formatImages(
  stack: string,
  images: readonly DescribedImage[],
  file: string,
  hasLock: boolean,
): string {
  const columns = say.images.columns.map((title) => ({ title }));
  return [
    say.images.title(stack, new Set(images.map(({ reference }) => reference)).size),
    "",
    formatTable(columns, images.map(rowOf)),
    "",
    say.images.licenceNote,
    ...section(say.images.installedTitle, installedLines(images)),
    ...section(say.images.retiredTitle, retiredLines(images)),
    ...section(say.images.lockTitle, [lockLine(images, file, hasLock)]),
  ].join("\n");
}

function rowOf(image: DescribedImage): string[] {
  const { platforms, digest } = image;
  return [
    image.part,
    image.image,
    image.registry ?? say.images.nobody,
    image.repository,
    image.tag,
    digestCell(image.opaque, digest),
    image.licence,
    platforms === undefined || platforms.length === 0 ? say.images.unknown : platforms.join(" "),
  ];
}

function digestCell(opaque: boolean, digest: string | undefined): string {
  if (opaque) return say.images.byChart;
  return digest === undefined ? say.images.notLocked : digest.slice(0, SHORT);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}

/** Those that are installed under another name than the catalog's, by mirror or lock. */
function installedLines(images: readonly DescribedImage[]): string[] {
  const other = images.filter(({ installed, reference }) => installed !== reference);
  return [...new Set(other.map(({ installed, reference }) => `${reference} → ${installed}`))];
}

function retiredLines(images: readonly DescribedImage[]): string[] {
  const references = [...new Set(images.map(({ reference }) => reference))];
  return references.flatMap((reference) => {
    const users = images.filter((image) => image.reference === reference);
    const retired = users[0]?.retired;
    if (retired === undefined) return [];
    const parts = [...new Set(users.map(({ part }) => part))].join(", ");
    return [
      say.images.retired(reference, parts, retired.since),
      `  ${retired.what}`,
      `  ${say.images.retiredSource(retired.source)}`,
    ];
  });
}

function lockLine(images: readonly DescribedImage[], file: string, hasLock: boolean): string {
  if (!hasLock) return say.images.lockAbsent(file);
  const all = new Set(images.map(({ reference }) => reference));
  const locked = new Set(
    images.filter(({ digest }) => digest !== undefined).map(({ reference }) => reference),
  );
  return say.images.lockHolds(file, locked.size, all.size);
}
