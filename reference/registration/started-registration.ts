import type { ReferenceConfig } from "../../charts/spi/index.ts";
import { type Ask, askApp, type Reply } from "../ask-app.ts";
import { createRegistration } from "./create.ts";

/** A test's server and the ways to talk to it. */
export interface StartedRegistration {
  /** Asks as an operators' application. */
  readonly send: Ask;
  /** Asks as an application for applicants. */
  readonly sendAsPortal: Ask;
  /** Submits an application and gives its fileId. */
  submit(changes?: object, ask?: Ask): Promise<string>;
  /** Completes the open task of a file. */
  complete(fileId: string, data: object): Promise<Reply>;
  /** Uploads a document. */
  upload(content: Uint8Array | string, part?: UploadPart, ask?: Ask): Promise<Reply>;
  close(): Promise<void>;
}

/** How a document is sent; without a file name it goes as base64 in a text field. */
export interface UploadPart {
  readonly name?: string;
  readonly fileName?: string | null;
  readonly type?: string;
}

/** Who the tests are. */
export const OFFICE = "XU/GOV/70001/office";
/** The application of applicants. */
export const PORTAL = "XU/GOV/70001/portal";
/** The service of {@link exampleSeed}. */
export const SERVICE = "11111111-2222-4333-8444-555555555555";

/** A configuration as an engine would give it. */
export function testConfig(part: Partial<ReferenceConfig> = {}): ReferenceConfig {
  return {
    stack: "utopia",
    part: "registration",
    block: "registration",
    environment: "development",
    identifier: { instance: "XU", memberClass: "GOV", memberCode: "70001", application: "registration" },
    clientAuthentication: "none",
    institutions: {},
    settings: {},
    seed: exampleSeed(),
    ...part,
  };
}

/** A service with two screens, of which the second has a form, and three operators. */
export function exampleSeed(changes: object = {}): Record<string, unknown> {
  const text = (key: string, validate: object = {}) => ({ type: "textfield", key, validate });
  const form = (eFormId: string, components: readonly object[], more: object = {}) => ({
    ...{ eFormId, name: eFormId, schema: { display: "form", components } },
    ...more,
  });
  return {
    services: [
      {
        id: SERVICE,
        name: "Building permit",
        description: "Building on one's own land",
        eForms: [
          form("permit", [text("name", { required: true }), { type: "number", key: "floors" }]),
          form("permit-0", [text("name")], { latest: false }),
          form("inspection", [text("inspector", { required: true })]),
        ],
        screens: [
          { name: "Check the papers", roleId: "clerk", roleName: "Clerk" },
          { name: "Visit", roleId: "inspector", roleName: "Inspector", eFormId: "inspection" },
        ],
      },
    ],
    operators: [
      { id: "OFF-1", name: "Oriel Tamsin", roles: ["clerk"] },
      { id: "OFF-2", name: "Bastian Rook", roles: ["clerk", "inspector"] },
    ],
    ...changes,
  };
}

/** An application that the service takes. */
export function exampleApplication(changes: object = {}): Record<string, unknown> {
  return {
    applicantId: "XU-1001",
    applicationName: "House at Old Mill",
    formData: { data: { name: "Amra Velloso", floors: 2 }, eFormId: "permit" },
    ...changes,
  };
}

/** Starts a server in memory, or in a folder. */
export function startRegistration(
  part: Partial<ReferenceConfig> = {},
  folder = ":memory:",
): StartedRegistration {
  const { app, close } = createRegistration(testConfig(part), folder);
  const send = askApp(app, { "Information-Mediator-Client": OFFICE });
  return {
    send,
    sendAsPortal: askApp(app, { "Information-Mediator-Client": PORTAL }),
    close,
    submit: async (changes = {}, ask = send) => {
      const body = exampleApplication(changes);
      const answer = await ask("POST", `/services/${SERVICE}/applications`, body);
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
      return answer.body.fileId;
    },
    complete: async (fileId, data) => {
      const [task] = (await send("GET", `/tasks?fileId=${fileId}`)).body;
      return send("POST", `/tasks/${task?.taskId}/complete`, { data });
    },
    upload: (content, { name = "file", fileName = "plan.txt", type } = {}, ask = send) => {
      const bytes = Buffer.from(content);
      const file = fileName === null ? "" : `; filename="${fileName}"`;
      const head = `--x\r\nContent-Disposition: form-data; name="${name}"${file}\r\n`;
      const typed = type === undefined ? "" : `Content-Type: ${type}\r\n`;
      const body = fileName === null ? bytes.toString("base64") : bytes.toString("latin1");
      return ask("POST", "/documents", `${head}${typed}\r\n${body}\r\n--x--\r\n`, {
        "Content-Type": "multipart/form-data; boundary=x",
      });
    },
  };
}
