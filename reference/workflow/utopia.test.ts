import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type StartedWorkflow, startWorkflow, until } from "./started-workflow.ts";

const read = (file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../../profiles/countries/utopia", file), "utf8"));
const { databases } = read("civil.json") as {
  databases: { code: string; records: Record<string, unknown>[] }[];
};
const households = databases.find(({ code }) => code === "households")?.records ?? [];

/** Stands for the mediator and the civil registry behind it. */
const registry = createServer((request, response) => {
  let text = "";
  request.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  request.on("end", () => {
    const { id } = JSON.parse(text).query.content;
    const content = households.find((household) => household["id"] === id);
    response.writeHead(content === undefined ? 404 : 200).end(JSON.stringify({ content }));
  });
});

let server: StartedWorkflow;
let eligibility: string;
beforeEach(async () => {
  await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
  const mediator = `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;
  server = startWorkflow({ mediator, seed: read("workflow.json") });
  eligibility = (await server.send("GET", "/processes")).body[0].id;
});
afterEach(async () => {
  await server.close();
  registry.close();
});

const startFor = (household: string) => server.start(eligibility, { household, programme: "PRG-1" });

test("in Utopia, the households that have applied wait for an officer", async () => {
  await until(async () => (await server.send("GET", "/tasks")).body.length === 2);
  const { body } = await server.send("GET", "/tasks");
  expect(body.map(({ activity }: { activity: string }) => activity)).toEqual(["decide", "decide"]);
  const instances = (await server.send("GET", "/instances/")).body as { state: string }[];
  const states = instances.map(({ state }) => state).sort();
  expect(states).toEqual(["completed", "running", "running", "stopped"]);
});

test("a poor household with dependants gets what an officer decides", async () => {
  for (const approved of ["true", "false"]) {
    const instance = await startFor("HH-1");
    await until(async () => "decide" in (await server.tasksOf(instance)));
    await server.complete(instance, "decide", { approved });
    const { body } = await server.send("GET", `/instances/${instance}`);
    const ends = body.log.filter(({ event }: { event: string }) => event === "completed").pop();
    expect([body.state, ends.activity]).toEqual(["completed", approved === "true" ? "eligible" : "refused"]);
  }
});

test("a household outside of the limits takes nobody's time", async () => {
  const instance = await startFor("HH-2");
  await until(async () => (await server.stateOf(instance)) === "completed");
  expect(await server.valuesOf(instance)).toMatchObject({ income: 980_000, dependants: 0 });
});

test("of a household that the registry does not know, somebody enters the papers", async () => {
  const instance = await startFor("HH-none");
  await until(async () => "papers" in (await server.tasksOf(instance)));
  await server.complete(instance, "papers", { income: "90000", dependants: "2" });
  expect(Object.keys(await server.tasksOf(instance))).toEqual(["decide"]);
});
