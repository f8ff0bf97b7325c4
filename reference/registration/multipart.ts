import { badRequest, Refusal } from "../refusal.ts";

/** A part of a form with files; its content is not copied. */
export interface FormPart {
  readonly name: string;
  /** As the sender has it; undefined where it is no file. */
  readonly fileName: string | undefined;
  /** In small letters, without parameters; undefined where the part names none. */
  readonly type: string | undefined;
  readonly isBase64: boolean;
  readonly content: Buffer;
}

const MOST_PARTS = 20;
const HEAD_LIMIT = 8 << 10;
const BOUNDARY = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/;
const BREAK = "\r\n";
const PARAMETER = /;\s*([\w!#$&^`|~*+.-]+)\s*=\s*("((?:[^"\\]|\\.)*)"|[^;\s]*)/g;

/** The boundary of a `multipart/form-data`. Refuses another type (415) and one without a boundary (400). */
export function readBoundary(contentType: string | null): string {
  const [type = "", parameters] = splitHead(contentType ?? "");
  if (type !== "multipart/form-data")
    throw new Refusal(
      415,
      "Client.UnsupportedMediaType",
      `content type ${JSON.stringify(type)} is not accepted here`,
    );
  const boundary = parameters.get("boundary") ?? "";
  if (!BOUNDARY.test(boundary)) throw badRequest("multipart/form-data needs a boundary");
  return boundary;
}

/** Takes a form apart (RFC 7578). Refuses (400) what is none, ends too early, or has too many parts. */
export function readParts(body: Buffer, boundary: string): readonly FormPart[] {
  const parts: FormPart[] = [];
  const line = Buffer.from(`${BREAK}--${boundary}`);
  const opening = line.subarray(BREAK.length);
  const isFirst = body.subarray(0, opening.length).equals(opening);
  // The first boundary may stand at the very beginning, where no line break is before it.
  const first = isFirst ? 0 : body.indexOf(line) + BREAK.length;
  if (!isFirst && first < BREAK.length) throw cutOff();
  let head = first + opening.length;
  while (body.subarray(head, head + 2).toString("latin1") !== "--") {
    const start = body.indexOf(BREAK, head);
    // Blanks may follow a boundary, and nothing else.
    if (start < 0 || body.subarray(head, start).toString("latin1").trim() !== "") throw cutOff();
    const end = body.indexOf(line, start);
    if (end < 0) throw cutOff();
    if (parts.length === MOST_PARTS) throw badRequest(`a form has ${MOST_PARTS} parts at most`);
    parts.push(readPart(body.subarray(start, end)));
    head = end + line.length;
  }
  return parts;
}

/** `part` begins with the line break behind the boundary, so that a part without headers has its empty line, too. */
function readPart(part: Buffer): FormPart {
  const end = part.indexOf(BREAK + BREAK);
  if (end < 0 || end > HEAD_LIMIT) throw badRequest("a part of the form has no headers, or too long ones");
  const headers = new Map<string, string>();
  for (const text of part.subarray(0, end).toString("utf8").split(BREAK)) {
    const colon = text.indexOf(":");
    if (colon > 0) headers.set(text.slice(0, colon).trim().toLowerCase(), text.slice(colon + 1).trim());
  }
  const [disposition, parameters] = splitHead(headers.get("content-disposition") ?? "");
  const name = parameters.get("name");
  if (disposition !== "form-data" || name === undefined) throw badRequest("a part of the form has no name");
  const type = headers.get("content-type");
  return {
    name,
    fileName: extendedName(parameters.get("filename*")) ?? parameters.get("filename"),
    type: type === undefined ? undefined : splitHead(type)[0],
    isBase64: headers.get("content-transfer-encoding")?.toLowerCase() === "base64",
    content: part.subarray(end + 2 * BREAK.length),
  };
}

/** A header's value and its parameters; names and value in small letters. */
function splitHead(text: string): [string, ReadonlyMap<string, string>] {
  const [value = ""] = text.split(";", 1);
  const parameters = new Map<string, string>();
  // Browsers write \" for " and leave other backslashes as they are.
  for (const [, name = "", plain = "", quoted] of text.matchAll(PARAMETER))
    parameters.set(name.toLowerCase(), quoted === undefined ? plain : quoted.replaceAll('\\"', '"'));
  return [value.trim().toLowerCase(), parameters];
}

/** A name as RFC 5987 writes it; undefined where there is none, or none that can be read. */
function extendedName(text: string | undefined): string | undefined {
  const encoded = /^utf-8'[^']*'(.*)$/is.exec(text ?? "")?.[1];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

function cutOff(): Refusal {
  return badRequest("the form is no multipart/form-data, or is cut off");
}
