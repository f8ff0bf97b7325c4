import { defineOperation, type Operation } from "../operation.ts";
import { notFound } from "../refusal.ts";
import { allRows, firstRow, runSql } from "../sql.ts";
import { findDocument } from "./documents.ts";
import { findFile } from "./files.ts";
import type { Registration } from "./registration.ts";

const FILE = "/development/applications/{fileId}";
const DOCUMENT = "/development/documents/{documentId}";
const ORPHAN = "NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.document = document.seq)";

/** What shows and takes away what tests have made, in development and nowhere else (docs/adr/0017). */
export function developmentOperations({ store, environment }: Registration): readonly Operation[] {
  if (environment !== "development") return [];
  return [
    defineOperation({
      id: "getHoldings",
      summary: "How much is stored",
      method: "GET",
      path: "/development/holdings",
      responses: { 200: "Numbers" },
      handle: () => ({
        status: 200,
        body: store.read((db) =>
          firstRow(
            db,
            `SELECT (SELECT COUNT(*) FROM file) AS applications,
               (SELECT COUNT(*) FROM task WHERE completed IS NULL) AS openTasks,
               (SELECT COUNT(*) FROM document) AS documents`,
          ),
        ),
      }),
    }),
    defineOperation({
      id: "removeApplication",
      summary: "Take an application away with all that belongs to it",
      method: "DELETE",
      path: FILE,
      responses: { 204: "removed", 404: "not found" },
      handle: ({ params }) =>
        store.write((db) => {
          const file = findFile(db, params["fileId"] ?? "");
          if (file === undefined) throw notFound("Application file was not found");
          const documents = allRows<{ document: number }>(
            db,
            "SELECT document FROM attachment WHERE file = ?",
            file.seq,
          );
          runSql(db, "DELETE FROM file WHERE seq = ?", file.seq);
          for (const { document } of documents)
            runSql(db, `DELETE FROM document WHERE seq = ? AND ${ORPHAN}`, document);
          return { status: 204 };
        }),
    }),
    defineOperation({
      id: "removeDocument",
      summary: "Take a document away that no application has",
      method: "DELETE",
      path: DOCUMENT,
      responses: { 204: "removed", 404: "not found" },
      handle: ({ params }) =>
        store.write((db) => {
          const document = findDocument(db, params["documentId"] ?? "");
          const removed =
            document && runSql(db, `DELETE FROM document WHERE seq = ? AND ${ORPHAN}`, document.seq);
          if (removed !== 1) throw notFound("there is no such document, or an application has it");
          return { status: 204 };
        }),
    }),
  ];
}
