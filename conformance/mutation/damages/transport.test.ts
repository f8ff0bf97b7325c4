import { describe, expect, it } from "vitest";
import { damageOne, exampleAnswer, exampleObserved } from "../example-call.ts";
import { answerCut, answerLate, contentTypeChanged } from "./transport.ts";

const answer = exampleAnswer({ a: 1 });
const observed = exampleObserved([answer, exampleAnswer({}, 404)]);

describe("the transport of an answer", () => {
  it("says that JSON is a web page, and leaves the content", async () => {
    const [damage] = contentTypeChanged(observed);
    const { answer: got, touched } = await damageOne(damage, answer);
    expect(got).toEqual({ ...answer, headers: { "content-type": "text/html" } });
    expect(touched).toBe(true);
    expect((await damageOne(damage, exampleAnswer({}, 404))).touched).toBe(false);
    expect(contentTypeChanged(exampleObserved([exampleAnswer(undefined, 204)]))).toEqual([]);
  });

  it("breaks in the middle, or never ends", async () => {
    expect(await damageOne(answerCut(observed)[0], answer)).toEqual({ answer, touched: true, end: "cut" });
    expect(await damageOne(answerLate(observed)[0], answer)).toEqual({ answer, touched: true, end: "held" });
  });

  it("is waited for a short time only where it never ends", () => {
    expect(answerLate(observed)[0]?.conditions?.timeoutMs).toBeLessThan(1000);
    expect(answerCut(observed)[0]?.conditions).toBeUndefined();
  });

  it("leaves refusals alone", async () => {
    expect(await damageOne(answerCut(observed)[0], exampleAnswer({}, 404))).not.toHaveProperty("end");
    expect(answerLate(exampleObserved([exampleAnswer({}, 404)]))).toEqual([]);
  });
});
