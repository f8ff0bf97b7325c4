import { describe, expect, it } from "vitest";
import { damageAll, damageOne, exampleAnswer, exampleObserved, namesOf } from "../example-call.ts";
import { envelopedRefusalAnswered, notFoundAnswered, refusalAnswered, statusSwapped } from "./statuses.ts";

describe("a swapped status", () => {
  it("is one for each success that was seen", () => {
    const observed = exampleObserved([exampleAnswer({}), exampleAnswer({}, 404)]);
    expect(namesOf(statusSwapped(observed))).toEqual(["status 200 becomes 201", "status 200 becomes 204"]);
    expect(namesOf(statusSwapped(exampleObserved([exampleAnswer({}, 201)])))).toEqual([
      "status 201 becomes 200",
    ]);
    expect(statusSwapped(exampleObserved([exampleAnswer({}, 400)]))).toEqual([]);
  });

  it("touches only answers of that status; with 204 there is no content", async () => {
    const [created, nothing] = statusSwapped(exampleObserved([exampleAnswer({})]));
    expect(await damageOne(created, exampleAnswer({ a: 1 }))).toEqual({
      answer: exampleAnswer({ a: 1 }, 201),
      touched: true,
    });
    expect((await damageOne(nothing, exampleAnswer({ a: 1 }))).answer).toEqual(exampleAnswer(undefined, 204));
    expect((await damageOne(created, exampleAnswer({}, 202))).touched).toBe(false);
  });
});

describe("what is not found", () => {
  const missing = exampleAnswer({ detail: "no record found" }, 404);

  it("is answered as a success, empty or like the last one", async () => {
    const [empty, last] = notFoundAnswered(exampleObserved([exampleAnswer({ id: "old" }), missing]));
    expect((await damageOne(empty, missing)).answer).toEqual(exampleAnswer({}));
    const answers = [missing, exampleAnswer({ id: "new" }), missing];
    expect((await damageAll(last, answers)).map(({ answer }) => answer.body)).toEqual([
      '{"id":"old"}',
      '{"id":"new"}',
      '{"id":"new"}',
    ]);
  });

  it("does not remember of one mutant what another one saw", async () => {
    const [, last] = notFoundAnswered(exampleObserved([exampleAnswer({ id: "old" }), missing]));
    await damageAll(last, [exampleAnswer({ id: "new" })]);
    expect((await damageOne(last, missing)).answer.body).toBe('{"id":"old"}');
  });

  it("does not apply where nothing was missing", () => {
    expect(notFoundAnswered(exampleObserved([exampleAnswer({})]))).toEqual([]);
  });
});

describe("a refusal", () => {
  it("is answered as a success, each status by itself", async () => {
    const damages = refusalAnswered(exampleObserved([exampleAnswer({}, 403), exampleAnswer({}, 409)]));
    expect(namesOf(damages)).toEqual(["refusal 403 answered 200", "refusal 409 answered 200"]);
    expect(await damageOne(damages[0], exampleAnswer({ detail: "no" }, 403))).toEqual({
      answer: exampleAnswer({}),
      touched: true,
    });
    expect((await damageOne(damages[0], exampleAnswer({}, 409))).touched).toBe(false);
  });
});

describe("a refusal within a success", () => {
  const refused = exampleAnswer({ errors: [{ errorCode: "invalid_request" }], responseTime: "now" });
  const done = exampleAnswer({ errors: [], response: { clientId: "one" } });

  it("is answered as done, with nothing in it or like the last one", async () => {
    const [nothing, last] = envelopedRefusalAnswered(exampleObserved([done, refused]));
    const changed = { errors: [], responseTime: "now" };
    expect((await damageOne(nothing, refused)).answer).toEqual(exampleAnswer({ ...changed, response: {} }));
    expect((await damageOne(last, refused)).answer).toEqual(
      exampleAnswer({ ...changed, response: { clientId: "one" } }),
    );
    expect((await damageOne(nothing, done)).touched).toBe(false);
  });

  it("does not apply where nothing was refused so", () => {
    expect(envelopedRefusalAnswered(exampleObserved([done, exampleAnswer({}, 400)]))).toEqual([]);
    expect(namesOf(envelopedRefusalAnswered(exampleObserved([refused]))).length).toBe(1);
  });
});
