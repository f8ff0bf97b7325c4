import { isDeepStrictEqual } from "node:util";
import type { Product } from "../charts/spi/index.ts";
import type { PartForm } from "./block-schema.ts";
import type { Read } from "./decode.ts";
import { hasInYaml, hasMapInYaml, removeFromYaml, setInYaml } from "./edit-yaml.ts";
import { type FittedOptions, fitOptions } from "./fit-options.ts";
import { errorAt, type Issue } from "./issue.ts";
import { type LoadedProfile, loadProfile } from "./load.ts";
import { type Entry, entriesOf } from "./parts.ts";
import type { Profile } from "./schema.ts";

/** What is to fill a part of a profile instead of what does. */
export interface SwapRequest {
  readonly part: string;
  readonly product: Product;
  /** A release of it; without it the profile names none. */
  readonly version?: string | undefined;
  /** Where it runs, when not in the cluster. */
  readonly url?: string | undefined;
  /** Options that the person gave; they are written whether the product accepts them or not. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A profile with another product in one of its parts. */
export interface Swap {
  /** The path of the profile, and its text before and after. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** The file below that has the part; absent where the profile has it itself. */
  readonly inheritedFrom?: string;
  readonly options: FittedOptions;
  /** Keys that spoke of the old product only. */
  readonly dropped: readonly ("version" | "external")[];
}

/** What comes of the attempt to write a swap: the profile after it, or why it cannot be written. */
export type SwapResult =
  | { readonly ok: true; readonly value: Swap }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** The names of the parts that a profile itself has, in its order. */
export function partNames(loaded: LoadedProfile): string[] {
  return entriesOf({ loaded }).map(({ name }) => name);
}

/** The block of a part that the profile itself has; undefined for any other name. */
export function blockOfPart(loaded: LoadedProfile, part: string): string | undefined {
  return entriesOf({ loaded }).find(({ name }) => name === part)?.block;
}

/**
 * Writes another product into a part and nothing else: comments, order and every other line stay. The owner and the
 * overrides stay too, and options that the new product accepts; a release and an address of the old one go. What a
 * profile below has is overridden at the top. The result is read again, and where it would say anything but that, the
 * swap is an issue.
 */
export function swapProduct(loaded: LoadedProfile, read: Read, request: SwapRequest): SwapResult {
  const [file = "", before = ""] = [...loaded.sources][0] ?? [];
  const entry = entriesOf({ loaded }).find(({ name }) => name === request.part);
  if (entry === undefined) throw new Error(`the profile has no part ${request.part}`);
  const options = fitOptions(request.product.options, entry.form.options ?? {}, request.options);
  const wanted = wantedForm(entry.form, request, options.kept);
  const reread = (text: string) => loadProfile(file, overlay(read, file, text));
  const written = ways(before, entry, wanted, options).map((text) => ({ text, loaded: reread(text) }));
  const good = written.find((way) => way.loaded.ok && saysOnly(way.loaded.value, loaded, entry, wanted));
  if (good === undefined)
    return { ok: false, issues: [whyNot(written.at(-1)?.loaded, loaded, entry, wanted)] };
  const below = loaded.keySpanOf(entry.path).file;
  const dropped = (["version", "external"] as const).filter((key) => entry.form[key] !== undefined);
  const inherited = below === file ? {} : { inheritedFrom: below };
  return { ok: true, value: { file, before, after: good.text, ...inherited, options, dropped } };
}

/** Reads one path as the text given, and all others as ever. */
export function overlay(read: Read, file: string, text: string): Read {
  return (path) => (path === file ? { bytes: new TextEncoder().encode(text) } : read(path));
}

function wantedForm(form: PartForm, { product, version, url }: SwapRequest, options: object): PartForm {
  const { owner, overrides } = form;
  return {
    product: product.id,
    ...(version === undefined ? {} : { version }),
    ...(owner === undefined ? {} : { owner }),
    ...(Object.keys(options).length === 0 ? {} : { options: { ...options } }),
    ...(overrides === undefined ? {} : { overrides }),
    ...(url === undefined ? {} : { external: { url } }),
  };
}

/** The texts that may say what is wanted, the shortest first. */
function ways(text: string, entry: Entry, wanted: PartForm, options: FittedOptions): string[] {
  const path = entry.path.map(String);
  if (hasMapInYaml(text, path)) return [editMap(text, path, wanted, options)];
  const isShort = Object.keys(wanted).length === 1;
  if (hasInYaml(text, path)) return [setInYaml(text, path, isShort ? wanted.product : wanted)];
  const changes = Object.entries(wanted).filter(([key, value]) => {
    return !isDeepStrictEqual(entry.form[key as keyof PartForm], value);
  });
  const over = setInYaml(text, path, Object.fromEntries(changes));
  return isShort ? [setInYaml(text, path, wanted.product), over] : [over];
}

function editMap(text: string, path: string[], wanted: PartForm, options: FittedOptions): string {
  let edited = setInYaml(text, [...path, "product"], wanted.product);
  for (const key of ["external", "version"] as const) {
    const value = wanted[key];
    edited = removeFromYaml(edited, [...path, key]);
    if (value !== undefined) edited = setInYaml(edited, [...path, key], value, "product");
  }
  const at = [...path, "options"];
  if (wanted.options === undefined) return removeFromYaml(edited, at);
  if (hasInYaml(edited, at) && !hasMapInYaml(edited, at)) return setInYaml(edited, at, wanted.options);
  // The map never gets empty in between, and so keeps its style.
  for (const key of options.given) edited = setInYaml(edited, [...at, key], wanted.options[key]);
  for (const key of options.dropped) edited = removeFromYaml(edited, [...at, key]);
  return edited;
}

/** Whether a profile is the one before with the wanted part in it, and nothing else. */
function saysOnly(after: LoadedProfile, before: LoadedProfile, entry: Entry, wanted: PartForm): boolean {
  const form = formIn(after, entry.name);
  return (
    isDeepStrictEqual(normal(form), normal(wanted)) &&
    isDeepStrictEqual(rest(after.value, entry), rest(before.value, entry))
  );
}

function formIn(loaded: LoadedProfile, part: string): PartForm | undefined {
  return entriesOf({ loaded }).find(({ name }) => name === part)?.form;
}

/** No options and an empty map of them are the same. */
function normal(form: PartForm | undefined): object {
  return { ...form, options: form?.options ?? {} };
}

function rest(profile: Profile, { path }: Entry): unknown {
  const copy = structuredClone(profile) as Record<string, unknown>;
  let here = copy;
  for (const key of path.slice(0, -1)) here = here[String(key)] as Record<string, unknown>;
  here[String(path.at(-1))] = null;
  return copy;
}

/** What a profile below has cannot be taken away from above; anything else that went wrong is shared values. */
function whyNot(
  after: ReturnType<typeof loadProfile> | undefined,
  before: LoadedProfile,
  entry: Entry,
  wanted: PartForm,
): Issue {
  const form = after?.ok ? formIn(after.value, entry.name) : undefined;
  const paths = form === undefined ? [] : stuckPaths(form, wanted);
  const [first] = paths;
  if (first === undefined) return errorAt("CS1702", { part: entry.name }, before.keySpanOf(entry.path));
  const at = before.keySpanOf([...entry.path, ...first]);
  const keys = paths.map((path) => path.join("."));
  return errorAt("CS1701", { part: entry.name, product: wanted.product, keys, file: at.file }, at);
}

/** The keys of a part that are there and are not wanted, those of its options one by one. */
function stuckPaths(form: PartForm, wanted: PartForm): string[][] {
  const keys = Object.keys(form).filter((key) => key !== "options" && !Object.hasOwn(wanted, key));
  const options = Object.keys(form.options ?? {}).filter((key) => !Object.hasOwn(wanted.options ?? {}, key));
  return [...keys.map((key) => [key]), ...options.map((key) => ["options", key])];
}
