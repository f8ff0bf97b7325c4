import { describe, expect, it } from "vitest";
import { type Answer, type Call, callerOf } from "../call.ts";
import { exampleAnswer, exampleCall, exampleOperation, exampleSeen, exampleWay } from "../example-call.ts";
import { listen } from "../listen.ts";
import { missingCallerTaken, wrongCallerTaken } from "./rights.ts";

const refused = exampleAnswer({ detail: "no" }, 403);
const nobody = exampleCall({ headers: {} });
const PATH = "/r1/XU/TEST/code/provider/echo/some/path?q=1";
const stranger = exampleCall({ method: "POST", path: PATH });
const mediator = exampleOperation({ path: "/r1/{instanceId}/{memberClass}/*" });

/** A mediator that lets only one application in. */
function guarded(allowed: string, serviceUrl = "http://127.0.0.1:1") {
  const rights = [{ memberClass: "TEST", memberCode: "code", applicationId: "consumer" }];
  const applications = [{ id: "provider", services: [{ id: "echo", serviceUrl, rights }] }];
  const configuration = { instance: "XU", members: [{ class: "TEST", code: "code", applications }] };
  return async (call: Call): Promise<Answer> => {
    if (call.path === "/api/v1/config") return exampleAnswer(configuration);
    return callerOf(call) === allowed ? exampleAnswer({ done: true }) : refused;
  };
}

describe("a call of nobody", () => {
  it("is answered as if somebody had called who may", async () => {
    const [damage] = missingCallerTaken({
      operation: exampleOperation(),
      seen: [exampleSeen(refused, nobody)],
    });
    const way = exampleWay([], { send: guarded("XU/GOV/1/checks"), callers: ["XU/GOV/1/checks"] });
    expect(await damage?.start()(nobody, way)).toEqual({
      answer: exampleAnswer({ done: true }),
      touched: true,
    });
  });

  it("stays refused where nobody may, and then nothing was damaged", async () => {
    const [damage] = missingCallerTaken({
      operation: exampleOperation(),
      seen: [exampleSeen(refused, nobody)],
    });
    const way = exampleWay([], { send: guarded("XU/GOV/1/nobody"), callers: ["XU/GOV/1/checks"] });
    expect(await damage?.start()(nobody, way)).toEqual({ answer: refused, touched: false });
  });

  it("does not apply where everybody said who calls, or nobody was refused", () => {
    const operation = exampleOperation();
    expect(missingCallerTaken({ operation, seen: [exampleSeen(refused)] })).toEqual([]);
    expect(missingCallerTaken({ operation, seen: [exampleSeen(exampleAnswer({}), nobody)] })).toEqual([]);
  });
});

describe("a call of a stranger", () => {
  const [damage] = wrongCallerTaken({ operation: mediator, seen: [exampleSeen(refused, stranger)] });

  it("is answered as if an application with the right had called", async () => {
    const way = exampleWay([], { send: guarded("XU/TEST/code/consumer") });
    expect(await damage?.start()(stranger, way)).toEqual({
      answer: exampleAnswer({ done: true }),
      touched: true,
    });
  });

  it("reaches the service past the mediator where no application may", async () => {
    const arrived: string[] = [];
    const service = await listen(async ({ method, path }) => {
      arrived.push(`${method} ${path}`);
      return { answer: exampleAnswer(undefined, 204) };
    });
    const way = exampleWay([], { send: guarded("XU/GOV/1/nobody", `${service.url}/api`) });
    const damaged = await damage?.start()(stranger, way);
    await service.close();
    expect(arrived).toEqual(["POST /api/some/path?q=1"]);
    expect(damaged).toMatchObject({ answer: { status: 204 }, touched: true });
  });

  it("is of no concern to a block without rights, or one that refused nobody", () => {
    expect(wrongCallerTaken({ operation: exampleOperation(), seen: [exampleSeen(refused)] })).toEqual([]);
    expect(wrongCallerTaken({ operation: mediator, seen: [exampleSeen(exampleAnswer({}))] })).toEqual([]);
  });
});
