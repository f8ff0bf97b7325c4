import type { KubeObject, Manifest, Part, Stack } from "../charts/spi/index.ts";
import { mirror } from "./mirror.ts";
import { synthStack } from "./synth.ts";

/** An image that a part runs. */
export interface PartImage {
  readonly part: string;
  /** Its name in the release's images; absent where the chart has it from elsewhere. */
  readonly key?: string;
  /** As the catalog has it. */
  readonly reference: string;
  /** As it is installed: with the profile's registry and the digest of the lock, where there are these. */
  readonly installed: string;
  /** An upstream chart brings it; whether it is this one, and by its digest, was not examined. */
  readonly opaque: boolean;
}

/**
 * The images of a stack, parts in order, each image of a part once and in the order of its release: those that the
 * part's manifests name, and of a part that installs an upstream chart all that the release lists. Pure, as synthesis.
 */
export async function listImages(stack: Stack): Promise<PartImage[]> {
  // The same manifests without rewriting tell the catalog's reference behind each installed one.
  const { pullSecret } = stack.images;
  const plain = await synthStack({ ...stack, images: { pullSecret } });
  const installed = await synthStack(stack);
  return stack.parts.flatMap((part) => {
    const own = ({ part: name }: Manifest) => name === part.name;
    return imagesOfPart(part, plain.filter(own), installed.filter(own), mirror(stack));
  });
}

function imagesOfPart(
  part: Part,
  plain: readonly Manifest[],
  installed: readonly Manifest[],
  rewrite: (reference: string) => string,
): PartImage[] {
  const images = new Map<string, PartImage>();
  const releaseImages = Object.entries(part.release.images);
  const add = (reference: string, name: string, opaque: boolean) => {
    const key = releaseImages.find(([, image]) => image === reference)?.[0];
    if (images.has(reference)) return;
    const entry = { part: part.name, reference, installed: name, opaque };
    images.set(reference, key === undefined ? entry : { ...entry, key });
  };
  plain.forEach(({ object }, index) => {
    if (isHelm(object)) return;
    const twins = new Map(textsOf(installed[index]?.object));
    for (const text of textsOf(object)) {
      for (const reference of referencesIn(object, text, Object.values(part.release.images))) {
        const written = twins.get(text[0]) ?? "";
        const wanted = rewrite(reference);
        // What a chart wrote by itself is installed as it stands there, past mirror and lock.
        add(reference, written.includes(wanted) ? wanted : reference, false);
      }
    }
  });
  if (plain.some(({ object }) => isHelm(object))) {
    for (const [, reference] of releaseImages) add(reference, rewrite(reference), true);
  }
  const named = releaseImages.flatMap(([, reference]) => images.get(reference) ?? []);
  return [...new Set([...named, ...images.values()])];
}

type PlacedText = readonly [path: string, text: string];

/** All texts in a value, each with its place. */
function textsOf(value: unknown, path = ""): PlacedText[] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => textsOf(child, `${path}/${key}`));
}

/** Where custom resources and pods say which image they run: `image`, `imageName`, and a volume's `reference`. */
const IMAGE_PLACE = /\/(image|imageName|image\/reference)$/;

/** What only looks like a place of an image. */
const OTHER_KINDS: readonly string[] = ["ConfigMap", "Secret", "CustomResourceDefinition"];

/** The images that a text names: it is one, or the release's images stand somewhere in it, as operators are told. */
function referencesIn(object: KubeObject, [path, text]: PlacedText, known: readonly string[]): string[] {
  if (IMAGE_PLACE.test(path) && !OTHER_KINDS.includes(object.kind) && /^\S+$/.test(text)) return [text];
  return known.filter((reference) => isIn(text, reference));
}

/** Whether a reference stands in a text, and not only as a piece of a longer one. */
function isIn(text: string, reference: string): boolean {
  for (let at = text.indexOf(reference); at !== -1; at = text.indexOf(reference, at + 1)) {
    const around = `${text[at - 1] ?? " "}${text[at + reference.length] ?? " "}`;
    if (!/[\w./:@-]/.test(around)) return true;
  }
  return false;
}

/** The objects by which an upstream chart is installed (Flux's kinds). */
function isHelm({ apiVersion }: KubeObject): boolean {
  return /^(helm|source)\.toolkit\.fluxcd\.io\//.test(apiVersion);
}
