import { defineOperation, type Operation } from "../operation.ts";
import { badRequest, notFound } from "../refusal.ts";
import { recordAudit } from "./audit.ts";
import { sideOf } from "./caller.ts";
import { documentPath, findDocument, insertDocument, readContent } from "./documents.ts";
import { limitWidth } from "./in-turn.ts";
import { readUpload } from "./read-upload.ts";
import type { Registration } from "./registration.ts";
import { routesOf } from "./routes.ts";

/** So many uploads are in memory at a time. */
const WIDTH = 6;
const LONGEST_METADATA = 1000;
const UPLOAD = "/documents";
const ONE = "/documents/{documentId}";

/** A document may be anything that its sender likes: no browser is to open it here. */
const AS_FILE = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "sandbox; default-src 'none'",
  "Cache-Control": "private, no-store",
};

/** Bringing documents and reading them. */
export function documentOperations({ store, settings }: Registration): readonly Operation[] {
  const inTurn = limitWidth(WIDTH);
  return [
    defineOperation({
      id: "uploadFile",
      summary: "Upload a document (multipart/form-data, one part named file)",
      method: "POST",
      path: UPLOAD,
      routes: routesOf(UPLOAD),
      query: [{ name: "additionalMetadata" }],
      responses: { 200: "File successfully uploaded", 400: "Bad request, file upload failed" },
      handle: (call) => {
        const { client } = sideOf(call, settings);
        const metadata = call.query.get("additionalMetadata") || undefined;
        if (metadata !== undefined && metadata.length > LONGEST_METADATA)
          throw badRequest(`additionalMetadata: ${LONGEST_METADATA} characters at most`);
        return inTurn(async () => {
          const upload = await readUpload(call.request);
          const id = await store.write((db) => {
            const document = insertDocument(db, { ...upload, owner: client, metadata }, Date.now());
            recordAudit(db, call, { operation: "uploadFile", status: 200, subject: document });
            return document;
          });
          const message = "The document is stored. Name its url in documentUrls of an application.";
          return { status: 200, body: { code: 200, type: upload.type, message, url: documentPath(id) } };
        });
      },
    }),
    defineOperation({
      id: "readDocument",
      summary: "One document as it was uploaded",
      method: "GET",
      path: ONE,
      routes: routesOf(ONE),
      responses: { 200: "The document", 404: "not found" },
      handle: (call) => {
        const side = sideOf(call, settings);
        return store.read((db) => {
          const owner = side.kind === "applicant" ? side.client : undefined;
          const document = findDocument(db, call.params["documentId"] ?? "", owner);
          if (document === undefined) throw notFound("there is no such document");
          const name = encodeURIComponent(document.name).replace(/['()]/g, escapeMark);
          return {
            status: 200,
            body: readContent(db, document.seq),
            contentType: document.type === "text/plain" ? "text/plain; charset=utf-8" : document.type,
            headers: { ...AS_FILE, "Content-Disposition": `attachment; filename*=UTF-8''${name}` },
          };
        });
      },
    }),
  ];
}

function escapeMark(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}
