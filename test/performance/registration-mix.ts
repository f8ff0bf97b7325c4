import type { Mix, Request } from "./mixes.ts";

const CLIENT = "SANDBOX/GOV/1/bench";
const SERVICE = "11111111-2222-4333-8444-555555555555";
const PEOPLE = 1000;

/** A service with one form and one screen, and a thousand applications that wait. */
export function registrationSeed(): unknown {
  const components = [
    { type: "textfield", key: "name", validate: { required: true, maxLength: 100 } },
    { type: "textfield", key: "plot", validate: { pattern: "[A-Z]{2}-[0-9]{1,5}" } },
    { type: "number", key: "floors", validate: { min: 1, max: 9 } },
  ];
  const eForms = [{ eFormId: "form", name: "Form", schema: { display: "form", components } }];
  const screens = [{ name: "Decide", roleId: "clerk", roleName: "Clerk" }];
  const applications = Array.from({ length: PEOPLE }, (_, number) => ({
    ...{ serviceId: SERVICE, applicantId: `P-${number}`, registered: "2026-01-31T08:00:00Z" },
    data: { name: `Person ${number}` },
  }));
  return {
    services: [{ id: SERVICE, name: "Permit", eForms, screens }],
    operators: ["A", "B", "C"].map((id) => ({ id, name: id, roles: ["clerk"] })),
    applications,
  };
}

/** People apply and look what became of it, bring documents; officers look at tasks and decide. */
export const askRegistration: Mix = (random) => {
  const ask = (path: string): Request => ({ method: "GET", path, client: CLIENT, statuses: [200] });
  const dice = random.next();
  const applicantId = `P-${random.below(PEOPLE)}`;
  if (dice < 0.15) return ask("/services");
  if (dice < 0.3) return ask("/eForms/form");
  if (dice < 0.5) return ask(`/applications?applicantId=${applicantId}`);
  if (dice < 0.6) return { ...ask("/data/statistics?timeframe=month"), statuses: [200, 404] };
  if (dice < 0.65) {
    const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="plan.txt"\r\n\r\n';
    const headers = { "Content-Type": "multipart/form-data; boundary=x" };
    const text = `${head}${random.next()} ${"x".repeat(10_000)}\r\n--x--\r\n`;
    return { ...ask("/documents"), method: "POST", headers, text };
  }
  const data = { name: `Person ${random.next()}`, plot: "NR-204", floors: 2 };
  return {
    ...ask(`/services/${SERVICE}/applications`),
    method: "POST",
    body: { applicantId, formData: { data } },
    next: (status, body) => (status === 200 ? decide(ask, (body as { fileId: string }).fileId) : undefined),
  };
};

function decide(ask: (path: string) => Request, fileId: string): Request {
  return {
    ...ask(`/tasks?fileId=${fileId}`),
    next: (_, body) => {
      const [task] = body as readonly { taskId: string }[];
      const path = `/tasks/${task?.taskId}/complete`;
      return { ...ask(path), method: "POST", body: { data: { status: "APPROVED" } } };
    },
  };
}
