import {
  expectEqual,
  expectMatches,
  expectNoLeak,
  expectRefused,
  expectShape,
  expectStatus,
} from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { portalOf } from "./fixtures.ts";
import {
  describeApplication,
  NOTHING,
  readFile,
  registrationApi,
  setScene,
  submit,
  UNNAMED,
} from "./scene.ts";
import { file as fileShape } from "./shapes.ts";

const ONE = "GET /applications/{fileId}";

/** One application. */
export const fileChecks = checksOf("getApplicationFileById", registrationApi(ONE), [
  positive("application-read", "An application can be read as it was submitted", async (context) => {
    const scene = await setScene(context);
    const stored = await submit(context, scene);
    const { file, exchange } = await readFile(context, stored.fileId);
    const { created: _, ...sent } = describeApplication(scene) as { created: string };
    expectMatches(file.applicationData, sent, "the application", exchange);
    expectMatches(file, stored, "the file", exchange);
    expectMatches(stored, file, "the file that was answered at first", exchange);
    expectEqual(file.ended, false, "whether it has ended", exchange);
  }),
  negative("application-unknown", "An application that does not exist is not found", async (context) => {
    const scene = await setScene(context);
    await submit(context, scene);
    const refused = await context.http.send({ path: `/applications/${NOTHING}` });
    expectRefused(refused, 404);
    expectNoLeak(refused, [scene.applicant]);
  }),
  negative(
    "application-read-without-caller",
    "A call that does not say who calls is refused",
    async (context) => {
      const scene = await setScene(context);
      const { fileId } = await submit(context, scene);
      const refused = await context.http.send({ path: `/applications/${fileId}`, client: null });
      expectRefused(refused, ...UNNAMED);
      expectNoLeak(refused, [scene.applicant]);
    },
  ),
  negative(
    "application-of-others",
    "An application for applicants does not see what was submitted through another one",
    async (context) => {
      const client = portalOf(context);
      const scene = await setScene(context);
      const foreign = await submit(context, scene);
      const refused = await context.http.send({ path: `/applications/${foreign.fileId}`, client });
      expectRefused(refused, 403, 404);
      expectNoLeak(refused, [scene.applicant]);
      const own = await submit(context, scene, {}, client);
      const read = await context.http.send({ path: `/applications/${own.fileId}`, client });
      expectStatus(read, 200);
      expectEqual(expectShape(read, fileShape).fileId, own.fileId, "the number of its own application", read);
    },
  ),
]);
