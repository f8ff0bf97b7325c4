import type { CheckContext } from "../../check.ts";
import {
  expectEqual,
  expectMatches,
  expectNoLeak,
  expectRefused,
  expectShape,
  expectStatus,
  expectTrue,
} from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { checksOf, negative, positive, type Statement } from "../checks-of.ts";
import { uploadPlan } from "./documents.ts";
import { portalOf } from "./fixtures.ts";
import {
  INVALID,
  listFiles,
  NOTHING,
  openTask,
  readFile,
  registrationApi,
  type Scene,
  setScene,
  submit,
  UNNAMED,
} from "./scene.ts";
import { fileItems } from "./shapes.ts";

/** Submits three applications of one person and gives their numbers in the order in which they came. */
async function submitThree(context: CheckContext, scene: Scene): Promise<string[]> {
  const ids = [];
  for (const day of ["03", "01", "02"]) {
    const created = `2026-01-${day}T08:00:00.000Z`;
    ids.push(
      (await submit(context, scene, { applicationName: `${scene.applicant} ${day}`, created })).fileId,
    );
  }
  return ids;
}

const idsOf = (files: readonly { readonly fileId: string }[]) => files.map(({ fileId }) => fileId);

/** Lists this person's applications and compares. */
async function expectListed(
  context: CheckContext,
  scene: Scene,
  query: NonNullable<HttpRequest["query"]>,
  wanted: readonly string[],
): Promise<void> {
  const { files, exchange } = await listFiles(context, { applicantId: scene.applicant, ...query });
  expectEqual(idsOf(files), wanted, "the list of applications", exchange);
}

function refusesQuery(
  id: string,
  title: string,
  queries: readonly NonNullable<HttpRequest["query"]>[],
): Statement {
  return negative(
    id,
    title,
    async (context) => {
      for (const query of queries) {
        const refused = await context.http.send({ path: "/applications", query });
        expectRefused(refused, ...INVALID);
      }
    },
    { level: "RECOMMENDED", effect: "read" },
  );
}

/** The list of applications. */
export const fileListChecks = checksOf("getApplicantFileList", registrationApi("GET /applications"), [
  positive(
    "applications-listed",
    "The list shows an application as it is, and its open task",
    async (context) => {
      const scene = await setScene(context);
      await expectListed(context, scene, {}, []);
      const sent = [await uploadPlan(context, "plan")];
      const { fileId } = await submit(context, scene, { documentUrls: sent });
      const { file } = await readFile(context, fileId);
      const task = await openTask(context, fileId);
      const { files, exchange } = await listFiles(context, { applicantId: scene.applicant });
      expectEqual(idsOf(files), [fileId], "the list of applications", exchange);
      const [item] = files;
      const { applicantId, created, applicationName, documentUrls } = file.applicationData;
      const { registered, serviceId, serviceName, status } = file;
      const known = { registered, serviceId, serviceName, status, applicantId, created };
      expectMatches(item, known, "the listed application", exchange);
      expectEqual([item?.documentUrls, documentUrls], [sent, sent], "its documents", exchange);
      expectTrue(item?.roleName !== undefined, "the list does not name the role of its task", exchange);
      expectEqual(item.eformId, scene.eFormId, "its form", exchange);
      expectEqual(item?.mainTaskId, task.mainTaskId, "its main task", exchange);
      const { name: taskTitle, roleId, assigneeId } = task;
      expectMatches(item, { taskTitle, roleId, assigneeId }, "its open task", exchange);
      const meta = item.additionalMeta?.data?.["applicationName"] ?? applicationName;
      expectEqual(meta, applicationName, "its name", exchange);
    },
  ),
  positive(
    "applications-of-person",
    "A person's list holds that person's applications only",
    async (context) => {
      const scene = await setScene(context);
      const ids = await submitThree(context, scene);
      await submit(context, scene, { applicantId: `${scene.applicant}-2` });
      const { files, exchange } = await listFiles(context, { applicantId: scene.applicant });
      expectEqual(idsOf(files).sort(), ids.sort(), "the list of applications", exchange);
    },
  ),
  positive("applications-of-service", "Applications can be listed for one service", async (context) => {
    const scene = await setScene(context);
    const { fileId } = await submit(context, scene);
    await expectListed(context, scene, { serviceId: scene.service.id }, [fileId]);
    await expectListed(context, scene, { serviceId: NOTHING }, []);
  }),
  positive("applications-pages", "Page by page, every application is seen exactly once", async (context) => {
    const scene = await setScene(context);
    const ids = await submitThree(context, scene);
    const seen = [];
    for (const firstResult of [0, 2]) {
      const { files } = await listFiles(context, { applicantId: scene.applicant, firstResult, maxResult: 2 });
      expectTrue(files.length <= 2, "the page is larger than was asked for");
      seen.push(...idsOf(files));
    }
    expectEqual(seen.sort(), ids.sort(), "the applications on all pages");
    await expectListed(context, scene, { firstResult: 3, maxResult: 2 }, []);
  }),
  positive(
    "applications-sorted",
    "Applications can be listed in the order of their making",
    async (context) => {
      const scene = await setScene(context);
      const [third = "", first = "", second = ""] = await submitThree(context, scene);
      const ascending = [first, second, third];
      await expectListed(context, scene, { sortBy: "created", sortOrder: "asc" }, ascending);
      await expectListed(context, scene, { sortBy: "created", sortOrder: "desc" }, ascending.toReversed());
    },
  ),
  refusesQuery("applications-page-wrong", "A page has a number and a size", [
    { firstResult: "first" },
    { maxResult: -5 },
  ]),
  refusesQuery("applications-order-wrong", "An order that the specification does not have is refused", [
    { sortBy: "shoeSize", sortOrder: "asc" },
    { sortBy: "created", sortOrder: "sideways" },
    { sortBy: "created" },
  ]),
  negative(
    "applications-without-caller",
    "A call that does not say who calls is refused",
    async (context) => {
      const scene = await setScene(context);
      const { fileId } = await submit(context, scene);
      const refused = await context.http.send({ path: "/applications", client: null });
      expectRefused(refused, ...UNNAMED);
      expectNoLeak(refused, [fileId, scene.applicant]);
    },
  ),
  negative(
    "applications-of-nobody",
    "A person without applications has an empty list",
    async (context) => {
      const asked = await context.http.send({ path: "/applications", query: { applicantId: context.mark } });
      expectStatus(asked, 200);
      expectEqual(expectShape(asked, fileItems), [], "the list of applications", asked);
    },
    { effect: "read" },
  ),
  negative(
    "applications-of-others",
    "An application for applicants lists none that was submitted through another one",
    async (context) => {
      const client = portalOf(context);
      const scene = await setScene(context);
      const foreign = await submit(context, scene);
      const own = await submit(context, scene, {}, client);
      expectTrue(own.fileId !== foreign.fileId, "two applications have the same number");
      const { files, exchange } = await listFiles(context, { applicantId: scene.applicant }, client);
      expectEqual(idsOf(files), [own.fileId], "the list of applications", exchange);
      const all = await listFiles(context, { applicantId: scene.applicant });
      expectEqual(all.files.length, 2, "the number of applications for an operator", all.exchange);
    },
  ),
]);
