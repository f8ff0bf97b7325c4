import { describe, expect, it } from "vitest";
import type { Call } from "../call.ts";
import { exampleAnswer, exampleCall, exampleOperation, exampleSeen, exampleWay } from "../example-call.ts";
import { damagesOf } from "./all.ts";

const headers = { "content-type": "application/json" };
const event = { id: "1", eventType: "newBirth", sequence: 3, event: { mother: "Ada" } };
const delivery = exampleCall({ method: "POST", path: "/mark", headers, body: JSON.stringify(event) });
const damages = damagesOf({
  operation: exampleOperation({ direction: "emitted", method: "POST" }),
  seen: [exampleSeen(exampleAnswer(undefined, 204), delivery)],
});

async function arrivalOf(name: string, status = 204) {
  const arrived: Call[] = [];
  const send = async (call: Call) => {
    arrived.push(call);
    return exampleAnswer(undefined, status);
  };
  const damage = damages.find((one) => one.name === name);
  const damaged = await damage?.start()(delivery, exampleWay([], { send }));
  return { damaged, arrived, content: arrived.map(({ body }) => JSON.parse(body)) };
}

describe("a delivery", () => {
  it("is lost, and the one who sent it believes that it arrived", async () => {
    const { damaged, arrived } = await arrivalOf("delivery lost");
    expect(arrived).toEqual([]);
    expect(damaged).toMatchObject({ answer: { status: 204 }, touched: true });
  });

  it("lacks a field, or has another value in it", async () => {
    const { id: _, ...rest } = event;
    expect((await arrivalOf("field dropped: id")).content).toEqual([rest]);
    expect((await arrivalOf("value changed: eventType")).content).toEqual([
      { ...event, eventType: "newBirta" },
    ]);
    expect((await arrivalOf("type changed: sequence")).content).toEqual([{ ...event, sequence: "3" }]);
  });

  it("is not tried again where it failed", async () => {
    const name = "delivery that failed is not tried again";
    expect((await arrivalOf(name, 500)).damaged).toMatchObject({ answer: { status: 204 }, touched: true });
    expect((await arrivalOf(name, 204)).damaged?.touched).toBe(false);
  });

  it("is never damaged by coming twice, which is allowed", () => {
    expect(damages.filter(({ name }) => /twice|doubled/.test(name))).toEqual([]);
  });

  it("is lost or not tried again also where it has no content", () => {
    const question = exampleCall({ method: "GET", path: "/mark/bills/7" });
    const found = damagesOf({
      operation: exampleOperation({ direction: "emitted" }),
      seen: [exampleSeen(exampleAnswer({}, 200), question)],
    });
    expect(found.map(({ name }) => name)).toEqual([
      "delivery lost",
      "delivery that failed is not tried again",
    ]);
  });

  it("has no damage where none was seen", () => {
    expect(damagesOf({ operation: exampleOperation({ direction: "emitted" }), seen: [] })).toEqual([]);
  });
});
