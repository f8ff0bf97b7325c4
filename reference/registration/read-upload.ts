import { readBytes } from "../body.ts";
import { badRequest, Refusal } from "../refusal.ts";
import { sanitizeName } from "./document-name.ts";
import { DOCUMENT_TYPES, type DocumentType, typeOf } from "./document-type.ts";
import { type FormPart, readBoundary, readParts } from "./multipart.ts";

/** The largest document, in bytes. */
export const DOCUMENT_LIMIT = 5 << 20;
/** The largest form around one: in base64 a document is a third larger. */
const FORM_LIMIT = Math.ceil((DOCUMENT_LIMIT * 4) / 3) + (64 << 10);
/** What a sender says that does not know the type. */
const ANY_TYPE = ["application/octet-stream", "binary/octet-stream"];
/** A text field has this type where its sender names one. */
const OF_TEXT = "text/plain";

/** A document that was sent. */
export interface Upload {
  readonly name: string;
  readonly type: DocumentType;
  readonly content: Buffer;
}

/**
 * Reads the one document of a form (docs/adr/0017). Refuses what is no such form (400, 415), is larger than 5 MiB
 * (413), is empty, of no type that is taken, or of another one than it says (400).
 */
export async function readUpload(request: Request): Promise<Upload> {
  const boundary = readBoundary(request.headers.get("content-type"));
  const body = await readBytes(request, FORM_LIMIT);
  const files = readParts(Buffer.from(body.buffer, body.byteOffset, body.byteLength), boundary).filter(
    ({ name }) => name === "file" || name === "file[]",
  );
  const [file] = files;
  if (file === undefined) throw badRequest("the form has no part named file");
  if (files.length > 1) throw badRequest("one document at a time: the form has several parts named file");
  const isText = file.fileName === undefined;
  const content = isText || file.isBase64 ? decodeBase64(file.content) : file.content;
  if (content.byteLength === 0) throw badRequest("the document is empty");
  if (content.byteLength > DOCUMENT_LIMIT)
    throw new Refusal(413, "Client.TooLarge", `a document has ${DOCUMENT_LIMIT} bytes at most`);
  return { name: sanitizeName(file.fileName), type: judgeType(file, content, isText), content };
}

function judgeType({ type: claimed }: FormPart, content: Buffer, isText: boolean): DocumentType {
  const type = typeOf(content);
  if (type === undefined) throw badRequest(`a document is one of ${DOCUMENT_TYPES.join(", ")}`);
  const isSilent = claimed === undefined || ANY_TYPE.includes(claimed) || (isText && claimed === OF_TEXT);
  if (!isSilent && claimed !== type) throw badRequest(`the document says ${claimed} and is ${type}`);
  return type;
}

function decodeBase64(text: Buffer): Buffer {
  const plain = text.toString("latin1").replace(/\s+/g, "");
  if (!/^[\w+/-]*={0,2}$/.test(plain) || plain.replace(/=+$/, "").length % 4 === 1)
    throw badRequest("the document is not base64; a part with a file name may be anything");
  return Buffer.from(plain, "base64");
}
