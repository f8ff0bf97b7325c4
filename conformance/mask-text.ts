import { classifyKey, classifyParameter, namesPerson } from "./mask-keys.ts";

/** Replaces a value that nobody may read. */
export type Cover = (value: string) => string;

/** A value with a check's mark and no blank, or that says `Test` before it, was made by a test and concerns nobody. */
const TEST_MARKED = /^(?:Test [\w ]{0,24})?[\w.@:+/-]{0,24}cs-test-[0-9a-f]{12}[\w.@:+/-]{0,40}$/i;
const PLAIN_WORD = /^(?!.*(?:\d{8}|eyJ|ewo))[\w-]{0,64}$/;
const COVERED = "•••";

/** `•••` and how long the value was, in four classes; marked test values and empty ones stay as they are. */
export function coverValue(value: string): string {
  if (value === "" || value.includes(COVERED) || isTestMarked(value)) return value;
  const limit = [8, 32, 128].find((candidate) => value.length <= candidate);
  return limit === undefined ? `${COVERED}(>128)` : `${COVERED}(≤${limit})`;
}

/** Tells whether a value was made by a check, by its mark. */
export function isTestMarked(value: string): boolean {
  return TEST_MARKED.test(value);
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const TOKEN_LIKE = /\b(?:eyJ|ewo|ewog)[\w-]{6,}(?:\.[\w-]*){0,4}/g;
const USER_INFO = /(?<=\w:\/\/)[^/\s@]+(?=@)/g;
const CREDENTIALS = /\b(Basic|Bearer|DPoP|Digest)\s+(?!\w+=["'])([\w.~+/=-]{6,})/gi;
const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+/gu;
const PHONE =
  /(?<![\w.-])(?:\+\d[\d ().-]{6,18}\d|00\d{8,14}|0\d{8,10}|0\d{1,3}[ -]\d{3}[ -]?\d{3,4})(?![\w.-]*\w)/g;
/** The fewest digits that a telephone number begins with in one piece, blanks and signs between them. */
const DIGITS = /\d[\d ().-]{5}/;
const XML_ELEMENT = /<([A-Za-z][\w:.-]*)((?:\s[^<>]*)?)>([^<]+)<\/\1>/g;
const MULTIPART = /(\bname="([^"\r\n]+)"[^\r\n]*\r?\n(?:[^\r\n]+\r?\n){0,8}\r?\n)([^\r\n]+)/g;
const HTML_FIELD = /<(?:input|button|meta)\b[^<>]*>/gi;
/** `"key": "value"`, `key=value` and `key: value`, also where JSON was cut or escaped into a string. */
const PAIR =
  /((\\?["']?)([A-Za-z][\w-]{1,40})\2\s*([:=])\s*)(\\?"(?:[^"\\]|\\.)*?\\?"|'[^'\n]*'|[^\s,;&"'<>}\])\\]+)/g;

/** Masks free text: reasons, paths, bodies that are not JSON. */
export function maskText(text: string, cover: Cover = coverValue): string {
  // Most of what is masked is such a word, and there is a lot of it.
  if (PLAIN_WORD.test(text)) return text;
  let masked = text.replace(PRIVATE_KEY, cover).replace(TOKEN_LIKE, cover);
  // Each of these expressions looks at every letter: they are asked only where what they look for may be.
  if (masked.includes("://")) masked = masked.replace(USER_INFO, cover);
  masked = masked.replace(CREDENTIALS, (_, scheme: string, value: string) => `${scheme} ${cover(value)}`);
  if (masked.includes("name=")) masked = maskFields(masked, cover);
  if (masked.includes("<")) masked = maskElements(masked, cover);
  if (masked.includes(":") || masked.includes("=")) masked = maskPairs(masked, cover);
  if (masked.includes("@")) masked = masked.replace(EMAIL, cover);
  return DIGITS.test(masked) ? masked.replace(PHONE, cover) : masked;
}

/** The parts of a form that was sent as multipart/form-data. */
function maskFields(text: string, cover: Cover): string {
  return text.replace(MULTIPART, (whole, head: string, key: string, value: string) =>
    classifyKey(key) === "none" ? whole : head + cover(value),
  );
}

/** Fields of pages, and elements of XML. */
function maskElements(text: string, cover: Cover): string {
  return text
    .replace(HTML_FIELD, (field) => maskField(field, cover))
    .replace(XML_ELEMENT, (whole, tag: string, attributes: string, value: string) =>
      classifyKey(tag.split(":").at(-1) ?? tag) === "none"
        ? whole
        : `<${tag}${attributes}>${cover(value)}</${tag}>`,
    );
}

function maskPairs(text: string, cover: Cover): string {
  return text.replace(PAIR, (whole, head: string, _, key: string, sign: string, value: string) =>
    holdsValue(key, sign, value) ? head + coverQuoted(value, cover) : whole,
  );
}

/** A field of a page, of which only the value is covered. */
function maskField(field: string, cover: Cover): string {
  const [, name = ""] = /\sname=["']?([^"'\s>]+)/i.exec(field) ?? [];
  if (classifyParameter(name) === "none" && !namesPerson(name)) return field;
  return field.replace(
    /(\s(?:value|content)=)(["'])([^"']*)\2/i,
    (_, head: string, quote: string, value: string) => head + quote + cover(value) + quote,
  );
}

/** A reason such as "email: expected a string" speaks of a personal field and holds no value of it. */
function holdsValue(key: string, sign: string, value: string): boolean {
  const sensitivity = sign === "=" ? classifyParameter(key) : classifyKey(key);
  if (sensitivity === "none") return false;
  return sensitivity === "secret" || sign === "=" || !/^[a-z]+$/.test(value);
}

function coverQuoted(value: string, cover: Cover): string {
  const [, open = "", inner = value, end = ""] = /^(\\?["'])([\s\S]*?)(\\?["'])$/.exec(value) ?? [];
  return open + cover(inner) + end;
}

/** Masks `a=1&b=2`, decoded and encoded again; values that hold JSON or text are masked as such by `maskInner`. */
export function maskParameters(query: string, cover: Cover, maskInner: (value: string) => string): string {
  return query
    .split("&")
    .map((pair) => {
      const [key = "", ...rest] = pair.split("=");
      if (rest.length === 0) return maskText(pair, cover);
      const value = decode(rest.join("=").replaceAll("+", " "));
      const masked = classifyParameter(decode(key)) === "none" ? maskInner(value) : cover(value);
      return masked === value ? pair : `${key}=${masked}`;
    })
    .join("&");
}

/** Masks a URL, whole or from the path on. */
export function maskUrl(
  url: string,
  cover: Cover = coverValue,
  maskInner = (text: string) => maskText(text, cover),
) {
  const [, address = url, query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#([\s\S]*))?$/.exec(url) ?? [];
  const parts = [maskAddress(address, cover, maskInner)];
  if (query !== undefined) parts.push("?", maskParameters(query, cover, maskInner));
  if (fragment !== undefined) parts.push("#", maskParameters(fragment, cover, maskInner));
  return parts.join("");
}

const PERSON_COLLECTION =
  /^(persons?|people|individuals?|citizens?|residents?|patients?|beneficiar(y|ies)|users?|applicants?)$/i;

/** The segment after `/persons/` is a person's id where it holds a digit. */
function maskAddress(address: string, cover: Cover, maskInner: (text: string) => string): string {
  const [, origin = "", path = address] = /^([a-z][\w+.-]*:\/\/[^/]*)?(.*)$/is.exec(address) ?? [];
  const segments = path.split("/").map(decode);
  const masked = segments.map((segment, index) => {
    const person = PERSON_COLLECTION.test(segments[index - 1] ?? "") && /\d/.test(segment);
    return person ? cover(segment) : maskInner(segment);
  });
  const originMasked = origin.replace(USER_INFO, cover);
  return masked.every((segment, index) => segment === segments[index])
    ? originMasked + path
    : originMasked + masked.join("/");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
