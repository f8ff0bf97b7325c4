import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectRefused, expectShape, expectStatus } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import { portalOf } from "./fixtures.ts";
import {
  decide,
  describeApplication,
  INVALID,
  NOTHING,
  readFile,
  registrationApi,
  type Scene,
  setScene,
  submit,
  UNNAMED,
} from "./scene.ts";
import { file as fileShape } from "./shapes.ts";

type Request = Omit<HttpRequest, "path" | "method">;

const headers = { "Content-Type": "application/json" };

function put(context: CheckContext, fileId: string, request: Request) {
  return context.http.send({ ...request, method: "PUT", path: `/applications/${fileId}` });
}

/** What must not be written over an application; it stays as it was. */
function refuses(
  id: string,
  title: string,
  statuses: readonly number[],
  requests: (right: Record<string, unknown>, scene: Scene, context: CheckContext) => readonly Request[],
): Statement {
  return negative(id, title, async (context) => {
    const scene = await setScene(context);
    const { fileId } = await submit(context, scene);
    const { file: before } = await readFile(context, fileId);
    const right = describeApplication(scene, { applicationName: `Other ${context.mark}` });
    for (const request of requests(right, scene, context))
      expectRefused(await put(context, fileId, request), ...statuses);
    const after = await readFile(context, fileId);
    expectEqual(after.file, before, "the application after the refusal", after.exchange);
  });
}

/** Changing an application as an operator. */
export const updateChecks = checksOf(
  "updateApplicationFileForm",
  registrationApi("PUT /applications/{fileId}"),
  [
    positive(
      "application-changed",
      "What an operator writes is there afterwards, and the rest stays",
      async (context) => {
        const scene = await setScene(context);
        const { fileId } = await submit(context, scene);
        const before = await readFile(context, fileId);
        const applicationName = `Changed ${context.mark}`;
        const json = describeApplication(scene, { applicationName });
        // Twice, as after a broken connection.
        for (const _ of ["first", "again"]) {
          const answer = await put(context, fileId, { json });
          expectStatus(answer, 200);
          const changed = expectShape(answer, fileShape);
          const { created: __, ...sent } = json;
          expectMatches(changed.applicationData, sent, "the answered application", answer);
          const { applicationData: ___, ...rest } = before.file;
          expectMatches(changed, rest, "the answered file", answer);
          const { file, exchange } = await readFile(context, fileId);
          expectEqual(file, changed, "the application that is read", exchange);
        }
      },
    ),
    refuses("change-without-caller", "A call that does not say who calls is refused", UNNAMED, (right) => [
      { json: right, client: null },
    ]),
    refuses(
      "change-by-applicants",
      "An application for applicants changes nothing",
      [403, 404],
      (right, _, context) => [{ json: right, client: portalOf(context) }],
    ),
    refuses("change-without-body", "A call without a change is refused at once", INVALID, () => [
      { headers },
      { headers, text: "{}" },
    ]),
    refuses("change-malformed", "What is cut off or of another shape is refused", INVALID, (right) => [
      { headers, text: JSON.stringify(right).slice(0, -3) },
      { json: [right] },
      { json: { ...right, formData: ["everything"] } },
    ]),
    refuses(
      "change-wrong-answers",
      "An answer of another type than the form's is refused",
      INVALID,
      (right, scene) =>
        scene.filled.wrong.map((data) => ({
          json: { ...right, formData: { data, eFormId: scene.eFormId } },
        })),
    ),
    negative("change-unknown", "An application that does not exist cannot be changed", async (context) => {
      const scene = await setScene(context);
      expectRefused(await put(context, NOTHING, { json: describeApplication(scene) }), 404);
    }),
    negative(
      "change-ended",
      "An application that was decided does not change any more",
      async (context) => {
        const scene = await setScene(context);
        const { fileId } = await submit(context, scene);
        await decide(context, fileId, "REJECTED");
        const { file: before } = await readFile(context, fileId);
        const json = describeApplication(scene, { applicationName: `Late ${context.mark}` });
        expectRefused(await put(context, fileId, { json }), 400, 403, 404, 409, 422);
        const after = await readFile(context, fileId);
        expectEqual(after.file, before, "the application after the refusal", after.exchange);
      },
      { level: "RECOMMENDED" },
    ),
  ],
);
