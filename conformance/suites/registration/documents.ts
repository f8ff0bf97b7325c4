import type { CheckContext, Level } from "../../check.ts";
import { expectEqual, expectRefused, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import { readFile, registrationApi, remove, setScene, submit } from "./scene.ts";
import { systemError, uploaded } from "./shapes.ts";

const BOUNDARY = "cs-test-boundary";
const FORM = { "Content-Type": `multipart/form-data; boundary=${BOUNDARY}` };
const REFUSED = [400, 413, 415, 422] as const;

/** One part of a form; what is in it is text, as everything that checks send. */
function part(
  content: string,
  name = "file",
  fileName: string | undefined = "plan.txt",
  type = "text/plain",
): string {
  const file = fileName === undefined ? "" : `; filename="${fileName}"`;
  const typed = fileName === undefined ? "" : `Content-Type: ${type}\r\n`;
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n${typed}\r\n${content}\r\n`;
}

const END = `--${BOUNDARY}--\r\n`;

function post(
  context: CheckContext,
  text: string,
  headers: Record<string, string> = FORM,
): Promise<Exchange> {
  return context.http.send({ method: "POST", path: "/documents", headers, text });
}

/** The address of a stored document, which is taken away when the check is over. */
export function takeUrl(context: CheckContext, answer: Exchange): string {
  expectStatus(answer, 200);
  const { url } = expectShape(answer, uploaded);
  remove(context, "removeDocument", url.split("/").at(-1) ?? "");
  return url;
}

/** Sends a document of this name and type, whatever comes of it. */
export function sendDocument(
  context: CheckContext,
  fileName: string,
  type: string,
  content: string,
): Promise<Exchange> {
  return post(context, `${part(content, "file", fileName, type)}${END}`);
}

const pdf = (words: string): string => `%PDF-1.4\n% ${words}\n%%EOF\n`;

/** Uploads a PDF of this check's own and gives its address. */
export async function uploadPlan(context: CheckContext, name: string): Promise<string> {
  const content = pdf(`${name} of ${context.mark}`);
  return takeUrl(context, await sendDocument(context, `${name}.pdf`, "application/pdf", content));
}

function uploads(
  id: string,
  title: string,
  type: string,
  bodyOf: (context: CheckContext) => string,
  level: Level = "REQUIRED",
): Statement {
  const run = async (context: CheckContext) => {
    const answer = await post(context, bodyOf(context));
    takeUrl(context, answer);
    const { code, type: answered } = expectShape(answer, uploaded);
    expectEqual(code, 200, "the code", answer);
    expectEqual(answered, type, "the type of the document", answer);
  };
  return positive(id, title, run, { level });
}

function refuses(
  id: string,
  title: string,
  bodies: readonly (readonly [text: string, headers?: Record<string, string>])[],
): Statement {
  return negative(id, title, async (context) => {
    for (const [text, headers] of bodies) {
      const answer = await post(context, text, headers);
      if (answer.status === 200) takeUrl(context, answer);
      expectRefused(answer, ...REFUSED);
      // Of the refusals only that with 400 is documented.
      if (answer.status === 400) expectShape(answer, systemError);
    }
  });
}

/** Uploading documents. */
export const documentChecks = checksOf("uploadFile", registrationApi("POST /documents"), [
  uploads(
    "document-text",
    "A text can be uploaded",
    "text/plain",
    ({ mark }) => `${part(`Plan of ${mark}`)}${END}`,
    // Which types are taken the specification does not say.
    "OPTIONAL",
  ),
  uploads(
    "document-pdf",
    "A PDF can be uploaded",
    "application/pdf",
    ({ mark }) => `${part(pdf(mark), "file", "plan.pdf", "application/pdf")}${END}`,
  ),
  positive("documents-of-several", "Two documents have two addresses", async (context) => {
    const [first, second] = [await uploadPlan(context, "one"), await uploadPlan(context, "two")];
    expectTrue(first !== second, "both documents have the same address");
  }),
  positive("document-in-application", "An application may name what was uploaded", async (context) => {
    const documentUrls = [await uploadPlan(context, "plan")];
    const { fileId } = await submit(context, await setScene(context), { documentUrls });
    const { file, exchange } = await readFile(context, fileId);
    expectEqual(file.applicationData.documentUrls, documentUrls, "the documents", exchange);
  }),
  refuses("document-missing", "A form without a document is refused", [
    [END],
    [`${part("hello", "note")}${END}`],
    [""],
  ]),
  refuses("document-empty", "An empty document is refused", [[`${part("")}${END}`]]),
  refuses("document-cut-off", "A form that is cut off is refused", [
    [part("hello")],
    [part("hello").slice(0, 60)],
  ]),
  refuses("document-not-a-form", "A document that does not come in a form is refused", [
    ['{"file":["aGVsbG8="]}', { "Content-Type": "application/json" }],
    ["hello", { "Content-Type": "text/plain" }],
  ]),
]);
