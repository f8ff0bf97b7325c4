import type { Random } from "../kills/random.ts";

/** A header as it goes over the wire; each character is one byte. */
export type Header = readonly [name: string, value: string];

/** A request on its way to being broken. Target and headers are one byte a character. */
export interface Draft {
  method: string;
  /** Path without query. */
  path: string;
  query: string;
  headers: Header[];
  /** The body as a value; `undefined` for none. */
  value: unknown;
  /** The body as bytes, where a breakage has left the realm of values. */
  bytes: Buffer | undefined;
}

/** Breaks a draft in one way. */
export type Breakage = (draft: Draft, random: Random) => void;

/** Replaces all headers of a name by these values. */
export function setHeader(draft: Draft, name: string, ...values: readonly string[]): void {
  const others = draft.headers.filter(([known]) => known.toLowerCase() !== name.toLowerCase());
  draft.headers = [...others, ...values.map((value) => [name, value] as const)];
}

/** The body as it goes over the wire. */
export function bodyOf(draft: Draft): Buffer | undefined {
  if (draft.bytes !== undefined) return draft.bytes;
  return draft.value === undefined ? undefined : Buffer.from(JSON.stringify(draft.value) ?? "null");
}

/** The request line and the headers. */
export function headOf(draft: Draft, headers: readonly Header[]): Buffer {
  const target = draft.query === "" ? draft.path : `${draft.path}?${draft.query}`;
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${draft.method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1");
}
