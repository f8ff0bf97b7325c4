import type { Exchange } from "./http.ts";
import { type Masking, maskBody, maskInner, maskJson, writeLike } from "./mask-body.ts";
import { classifyKey } from "./mask-keys.ts";
import { know, MARK, replaceKnown } from "./mask-known.ts";
import { coverValue, isTestMarked, maskText, maskUrl } from "./mask-text.ts";

/** What a report keeps of a body, in characters. */
const BODY_LIMIT = 16_384;
/** What it keeps of a reason. */
const REASON_LIMIT = 1000;
const PERSON_NAME = /^\p{Lu}[\p{L}'’.-]*(\s+\p{Lu}[\p{L}'’.-]*){1,2}$/u;

/** Masks what one check sent, received and said. */
export interface Mask {
  exchange(exchange: Exchange): Exchange;
  /** A reason, which may quote what was covered in the exchanges. */
  text(text: string): string;
}

/**
 * Learns from the exchanges of a check which values are secret or personal, and then covers them wherever they
 * stand: under their key, in a sentence, in a path. Values that a test marked as its own stay readable.
 */
export function createMask(exchanges: readonly Exchange[]): Mask {
  const known = new Set<string>();
  const learn = (value: string) => {
    for (const word of secretsIn(value)) known.add(word);
    return coverValue(value);
  };
  // What is learned from is not kept, so nobody needs it written.
  const learning: Masking = { cover: learn, text: once((text) => maskText(text, learn)), write: () => "" };
  for (const exchange of exchanges) maskSafely(exchange, learning);
  const values = know(known);
  const text = once((value) => maskText(replaceKnown(value, values)));
  const masking: Masking = { cover: coverValue, text, write: writeLike };
  return {
    exchange: (exchange) => maskSafely(exchange, masking),
    text: (reason) => cut(text(reason), REASON_LIMIT),
  };
}

/** The exchanges of a check have most of their headers and many of their fields in common. */
function once(mask: (text: string) => string): (text: string) => string {
  const masked = new Map<string, string>();
  return (text) => {
    const known = masked.get(text);
    if (known !== undefined) return known;
    const found = mask(text);
    masked.set(text, found);
    return found;
  };
}

/** The value, how it looks within JSON, its words where it is a name, and its parts where it is a list of cookies. */
function secretsIn(value: string): string[] {
  if (isTestMarked(value)) return [];
  const cookies = value.split(/[;,]\s*/).map((part) => part.slice(part.indexOf("=") + 1));
  const words = PERSON_NAME.test(value) ? value.split(/\s+/).filter((word) => word.length >= 4) : [];
  const escaped = JSON.stringify(value).slice(1, -1);
  return [value, escaped, ...cookies, ...words]
    .flatMap((part) => part.split(MARK).filter((piece) => !MARK.test(piece)))
    .map((part) => part.trim())
    .filter(isTelling);
}

/** Short values are common words and counts; to cover those everywhere would make a report unreadable. */
function isTelling(value: string): boolean {
  // With such words a sentence goes on behind a colon, as in "password: must have 8 characters".
  if (value.includes("•••") || /^(true|false|null|the|has|have|must|not|is|was|may)$/.test(value))
    return false;
  return /\p{L}/u.test(value) ? value.length >= 3 : value.length >= 4;
}

/** An answer that cannot be masked, such as one nested without end, is covered whole and does not end the run. */
function maskSafely(exchange: Exchange, masking: Masking): Exchange {
  try {
    return maskExchange(exchange, masking);
  } catch {
    const { method, status, milliseconds } = exchange;
    const covered = "••• (could not be masked)";
    const nothing = { requestHeaders: {}, requestBody: undefined, headers: {}, json: undefined };
    return { method, status, milliseconds, ...nothing, url: covered, text: covered };
  }
}

function maskExchange(exchange: Exchange, masking: Masking): Exchange {
  const { requestBody, text, json } = exchange;
  const structure = typeof json === "object" && json !== null ? maskJson(json, masking) : undefined;
  return {
    ...exchange,
    url: maskUrl(exchange.url, masking.cover, (part) => maskInner(part, masking)),
    requestHeaders: maskHeaders(exchange.requestHeaders, masking),
    requestBody: requestBody === undefined ? undefined : cutMasked(requestBody, masking),
    headers: maskHeaders(exchange.headers, masking),
    text:
      structure === undefined ? cutMasked(text, masking) : cut(masking.write(text, structure), BODY_LIMIT),
    json: structure ?? (json === undefined ? undefined : maskJson(json, masking)),
  };
}

/** Masks before it cuts: half a value under no key would not be known for what it is. */
function cutMasked(body: string, masking: Masking): string {
  const looked = /^\s*[[{]/.test(body) ? body : body.slice(0, 4 * BODY_LIMIT);
  return cut(maskBody(looked, masking), BODY_LIMIT, body.length - looked.length);
}

function cut(text: string, limit: number, unseen = 0): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… ${text.length - limit + unseen} more`;
}

function maskHeaders(headers: Readonly<Record<string, string>>, masking: Masking): Record<string, string> {
  const masked = Object.entries(headers).map(([name, value]) => [name, maskHeader(name, value, masking)]);
  return Object.fromEntries(masked);
}

/** Keeps the scheme of credentials, and of a header that holds a URL all but what is secret in it. */
function maskHeader(name: string, value: string, masking: Masking): string {
  if (/^(location|referer|content-location)$/i.test(name)) {
    return maskUrl(value, masking.cover, masking.text);
  }
  if (classifyKey(name) === "none") return masking.text(value);
  const [, scheme = "", credentials = value] = /^(Basic |Bearer |DPoP |Digest )?(.*)$/is.exec(value) ?? [];
  return scheme + masking.cover(credentials);
}
