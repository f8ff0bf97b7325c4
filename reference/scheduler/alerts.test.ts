import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  exampleEvent,
  type Receiver,
  type StartedScheduler,
  startReceiver,
  startScheduler,
  testClock,
  until,
} from "./started-scheduler.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
const opened = <T extends { close(): Promise<void> }>(one: T): T => {
  open.push(one);
  return one;
};

const DUE = "2026-06-02T08:00:00Z";

/** An event with a patient and a doctor who are told about it at {@link DUE}. */
async function scene({ make }: StartedScheduler, receiver: Receiver, changes: object = {}) {
  const host = await make("entity", { name: "Clinic" });
  const alert_url = `${receiver.url}/patient`;
  const patient = await make("subscriber", { name: "Ben", alert_url });
  const doctor = await make("resource", { name: "Ada", alert_url: `${receiver.url}/doctor` });
  const event_id = await make("event", exampleEvent(host));
  const book = (participant_type: string, participant_id: string) =>
    make("appointment", { event_ids: [event_id], participant_type, participant_id });
  const appointment_id = await book("subscriber", patient);
  await book("resource", doctor);
  const message_id = await make("message", {
    ...{ entity_id: host, category: "reminder", message_body: "You have an appointment today." },
  });
  const details = { event_id, message_id, target_category: "subscriber", alert_datetime: DUE, ...changes };
  const alert_schedule_id = await make("alert_schedule", details);
  return { host, patient, event_id, message_id, appointment_id, alert_schedule_id };
}

describe("an alert", () => {
  it("is brought to those whom it concerns when it is due, and not before", async () => {
    const receiver = opened(await startReceiver());
    const server = opened(startScheduler());
    const { patient, event_id, message_id, alert_schedule_id } = await scene(server, receiver);
    server.clock.set("2026-06-02T07:59:59Z");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(receiver.received).toEqual([]);
    server.clock.set(DUE);
    await until(() => receiver.received.length > 0);
    expect(receiver.received).toMatchObject([
      {
        path: "/patient",
        headers: { "content-type": "application/json; charset=utf-8" },
        body: {
          ...{ alert_schedule_id, event_id, message_id, category: "reminder", alert_datetime: DUE },
          message_body: "You have an appointment today.",
          ...{ target_category: "subscriber", target_id: patient, event_name: "Consultation" },
        },
      },
    ]);
    await until(async () => (await holdings(server))["alert"] === 0);
    expect(receiver.received).toHaveLength(1);
  });

  it("is tried again under the same id until it is taken", async () => {
    const receiver = opened(await startReceiver(503, 500, 200));
    const server = opened(startScheduler());
    await scene(server, receiver, { target_category: "resource" });
    server.clock.set(DUE);
    await until(() => {
      // Its pauses are told in the time of the test's clock.
      server.clock.set(new Date(server.clock.now() + 1000).toISOString());
      return receiver.received.length === 3;
    });
    expect(new Set(receiver.received.map(({ body, path }) => `${path} ${body.alert_id}`)).size).toBe(1);
    await until(async () => (await holdings(server))["alert"] === 0);
  });

  it("that fell due while the server was down is brought at its start, and one that was owed too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "scheduler-alerts-"));
    const receiver = opened(await startReceiver(503, 204));
    try {
      const first = startScheduler({ settings: { retryBaseMs: 60_000 } }, folder);
      await scene(first, receiver, { alert_datetime: "2026-06-01T08:00:00Z" });
      await until(() => receiver.received.length === 1);
      const details = { ...(await first.list("alert_schedule"))[0].details, alert_datetime: DUE };
      await first.make("alert_schedule", details);
      await first.close();
      const second = startScheduler({}, folder, testClock("2026-06-05T00:00:00Z"));
      await until(() => receiver.received.length === 3);
      const ids = receiver.received.map(({ body }) => body.alert_id);
      expect(ids[0]).toBe(ids.slice(1).find((id) => id === ids[0]));
      expect(new Set(ids).size).toBe(2);
      await second.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is not brought to who has cancelled, nor for an event that is gone", async () => {
    const receiver = opened(await startReceiver());
    const server = opened(startScheduler());
    const { appointment_id, message_id, host } = await scene(server, receiver);
    const qry = { details: { status_id: "cancelled" } };
    await server.call("PUT", "/appointment/modifications", { appointment_id, qry });
    const gone = await server.make("event", exampleEvent(host, { name: "Gone" }));
    await server.make("alert_schedule", {
      ...{ event_id: gone, message_id, target_category: "entity", alert_datetime: DUE },
    });
    expect((await server.call("DELETE", "/event", { event_id: gone })).status).toBe(200);
    server.clock.set(DUE);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(receiver.received).toEqual([]);
    expect(await holdings(server)).toMatchObject({ alert: 0, alert_schedule: 1 });
  });

  it("is due again under another id when its time is changed", async () => {
    const receiver = opened(await startReceiver());
    const server = opened(startScheduler());
    const { alert_schedule_id } = await scene(server, receiver);
    const change = (alert_datetime: string) =>
      server.call("PUT", "/alert_schedule/modifications", {
        ...{ alert_schedule_id, qry: { details: { alert_datetime } } },
      });
    await change("2026-06-02T08:30:00Z");
    server.clock.set(DUE);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(receiver.received).toEqual([]);
    server.clock.set("2026-06-02T08:30:00Z");
    await until(() => receiver.received.length === 1);
    await until(async () => (await holdings(server))["alert"] === 0);
    await change("2026-06-02T08:10:00Z");
    await until(() => receiver.received.length === 2);
    expect(new Set(receiver.received.map(({ body }) => body.alert_id)).size).toBe(2);
  });

  it("goes by e-mail through the mediator to who prefers that, where e-mails can be sent", async () => {
    const mediator = opened(await startReceiver(200));
    const path = "/r1/XU/GOV/70001/messages/messaging";
    const server = opened(startScheduler({ mediator: mediator.url, settings: { messagingPath: path } }));
    const { event_id } = await scene(server, mediator);
    const changes = { alert_preference: "email", email: "ben@people.example" };
    const qry = { details: changes };
    await server.call("PUT", "/subscriber/modifications", { subscriber_id: "1", qry });
    await server.call("PUT", "/event/modifications", {
      event_id,
      qry: { details: { name: "Blood\r\nTest" } },
    });
    server.clock.set(DUE);
    await until(() => mediator.received.length === 1);
    expect(mediator.received).toMatchObject([
      {
        path: `${path}/send/email/single`,
        headers: { "x-govstack-client": "XU/GOV/70001/scheduler" },
        body: {
          senderInfo: { organisationName: "Ministry of Health" },
          recipientInfo: { email: "ben@people.example" },
          emailContent: { title: "Blood Test", content: "You have an appointment today." },
        },
      },
    ]);
    expect(mediator.received[0]?.headers["apikey"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("that nothing can bring is done with", async () => {
    const receiver = opened(await startReceiver());
    const server = opened(startScheduler());
    await scene(server, receiver);
    const qry = { details: { alert_url: "ben@people.example", email: "ben@people.example" } };
    await server.call("PUT", "/subscriber/modifications", { subscriber_id: "1", qry });
    server.clock.set(DUE);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await holdings(server)).toMatchObject({ alert: 0 });
    expect(receiver.received).toEqual([]);
  });
});

describe("an alert_url", () => {
  it.each(["ftp://files.example/x", "javascript:alert(1)", "http://user:pass@host.example/", "nowhere"])(
    "is refused where it is %s",
    async (alert_url) => {
      const { call } = opened(startScheduler());
      const qry = { details: { name: "Ben", alert_url } };
      expect((await call("POST", "/subscriber/new", { qry })).status).toBe(400);
    },
  );

  it("on loopback is one only where the whole stack is", async () => {
    const { call } = opened(startScheduler({ settings: { allowLoopbackTargets: false } }));
    const status = async (alert_url: string) =>
      (await call("POST", "/subscriber/new", { qry: { details: { name: "Ben", alert_url } } })).status;
    expect(await status("http://127.0.0.1:9/back")).toBe(400);
    expect(await status("localhost.localhost/x")).toBe(400);
    expect(await status("https://back.example/x")).toBe(200);
  });
});

async function holdings({ ask }: StartedScheduler): Promise<Record<string, number>> {
  return (await ask("GET", "/development/holdings")).body;
}
