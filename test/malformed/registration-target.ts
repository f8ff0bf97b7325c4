import type { Caller } from "../kills/call.ts";
import type { Target } from "./target.ts";

const CLIENT = "SANDBOX/GOV/9/office";
const SERVICE = "11111111-2222-4333-8444-555555555555";
const FILE = "22222222-2222-4333-8444-555555555555";
const RIGHT = { name: "Tess", floors: 2, purpose: "house", home: { village: "Reedham" } };

/** A registration server with one service, whose form has fields of many kinds, and a file with its task. */
export function createRegistrationTarget(): Target {
  const known = { files: [FILE], tasks: ["none"], documents: ["none"] };
  const components = [
    { type: "textfield", key: "name", validate: { required: true, pattern: "[^0-9]+", maxLength: 50 } },
    { type: "number", key: "floors", validate: { min: 0, max: 9 } },
    { type: "select", key: "purpose", data: { values: [{ value: "house" }] } },
    { type: "textfield", key: "phones", multiple: true },
    { type: "container", key: "home", components: [{ type: "textfield", key: "village" }] },
    { type: "datagrid", key: "children", components: [{ type: "day", key: "birthDate" }] },
  ];
  const submit = async (caller: Caller): Promise<void> => {
    const path = `/services/${SERVICE}/applications`;
    const body = { applicantId: `a-${known.files.length}`, formData: { data: RIGHT } };
    const answer = await caller.expect({ method: "POST", path, client: CLIENT, body }, 200);
    known.files = [...known.files.slice(-3), answer.body.fileId];
  };
  const upload = async (caller: Caller): Promise<void> => {
    const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="d.txt"\r\n\r\n';
    const headers = { "Content-Type": "multipart/form-data; boundary=x" };
    const text = `${head}A document\r\n--x--\r\n`;
    const answer = await caller.expect(
      { method: "POST", path: "/documents", client: CLIENT, headers, text },
      200,
    );
    known.documents = [answer.body.url];
  };
  return {
    block: "registration",
    seed: {
      services: [
        {
          ...{ id: SERVICE, name: "Permit" },
          eForms: [{ eFormId: "form", name: "Form", schema: { display: "form", components } }],
          screens: [{ name: "Decide", roleId: "clerk", roleName: "Clerk", whenDone: "APPROVED" }],
        },
      ],
      operators: [{ id: "A", name: "Ada", roles: ["clerk"] }],
      applications: [
        {
          fileId: FILE,
          serviceId: SERVICE,
          applicantId: "a",
          registered: "2026-01-31T00:00:00Z",
          data: RIGHT,
        },
      ],
    },
    beyond: [],
    allowed: [],
    words: () => ({
      client: [CLIENT, CLIENT, "SANDBOX/GOV/9/portal"],
      serviceId: [SERVICE, SERVICE, "none"],
      eFormId: ["form", "form", "none"],
      fileId: [...known.files, "none"],
      taskId: [...known.tasks, "none"],
      documentId: known.documents.map((url) => url.split("/").at(-1)),
      documentUrls: [[], known.documents, ["/documents/none"]],
      applicantId: ["a", "a-1", "b"],
      assigneeId: ["A", "a"],
      mainTaskId: ["none"],
      created: ["2026-01-31T00:00:00Z", "yesterday"],
      data: [RIGHT, { status: "REJECTED" }, { ...RIGHT, floors: "two" }, {}],
      sortBy: ["created", "id", "priority", "shoeSize"],
      sortOrder: ["asc", "desc", "up"],
      startDate: ["2026-01-01", "2026-02-30"],
      endDate: ["2026-12-31", "x"],
      timeframe: ["day", "week", "decade"],
      name: ["permit", "x"],
      role: ["clerk", "x"],
      operator: ["Ada", "x"],
    }),
    restore: async (caller) => {
      await submit(caller);
      await upload(caller);
      const { body } = await caller.expect({ method: "GET", path: "/tasks", client: CLIENT }, 200);
      known.tasks = (body as { taskId: string }[]).map(({ taskId }) => taskId).slice(-4);
    },
    check: async (caller) => {
      const [file] = known.files.slice(-1);
      await caller.expect({ method: "GET", path: "/services", client: CLIENT }, 200);
      await caller.expect({ method: "GET", path: `/applications/${file}`, client: CLIENT }, 200);
      await caller.expect({ method: "GET", path: known.documents[0] ?? "", client: CLIENT }, 200);
    },
  };
}
