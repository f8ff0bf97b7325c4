import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readTokens } from "./read-tokens.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-tokens-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mediator = { name: "mediator", asks: true };
const civil = { name: "civil", asks: false };
const unknown = { name: "payments", asks: undefined };

function file(text: string, name = "token"): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** What each part is to see. */
function read(...[given, parts, environment = {}]: Partial<Parameters<typeof readTokens>>) {
  return Object.fromEntries(readTokens(given ?? [], parts ?? [], environment));
}

describe("tokens for parts at URLs", () => {
  it("are for the one part that asks for one", () => {
    expect(read([file("abc\n")], [civil, mediator])).toEqual({ mediator: { Authorization: "Bearer abc" } });
    expect(read([file("abc")], [unknown])).toEqual({ payments: { Authorization: "Bearer abc" } });
  });

  it("can be for a part by its name, several at once", () => {
    const given = [`mediator=${file("one", "a=b")}`, `payments=${file("two", "c")}`];
    expect(read(given, [civil, mediator, unknown])).toEqual({
      mediator: { Authorization: "Bearer one" },
      payments: { Authorization: "Bearer two" },
    });
  });

  it("can come from the environment, where no file is given", () => {
    const environment = { COUNTRY_STACK_TOKEN: "of the job".replaceAll(" ", "-") };
    expect(read([], [mediator], environment)).toEqual({ mediator: { Authorization: "Bearer of-the-job" } });
    expect(read([file("of-the-file")], [mediator], environment)).toEqual({
      mediator: { Authorization: "Bearer of-the-file" },
    });
    expect(read([], [mediator, unknown], { COUNTRY_STACK_TOKEN: "" })).toEqual({});
    expect(read([], [civil], environment)).toEqual({});
  });

  it("are told to no part that did not ask for them", () => {
    expect(() => read([file("abc")], [mediator, unknown])).toThrow(
      "the token could be for any of mediator, payments",
    );
    expect(() => read([file("abc")], [civil])).toThrow("none of these parts asks for a token: civil");
    expect(() => read(["social=x"], [civil])).toThrow("no --url says where social runs");
  });

  it("are not quoted where they are none", () => {
    for (const text of ["", " \n", "two words", "first\nsecond", "ümläut"]) {
      const where = file(text);
      expect(() => read([where], [mediator])).toThrow(`${where} holds no token: one line without spaces`);
    }
    expect(() => read([], [mediator], { COUNTRY_STACK_TOKEN: "a b" })).toThrow(
      "COUNTRY_STACK_TOKEN holds no",
    );
    expect(() => read([join(folder, "absent")], [mediator])).toThrow(/absent cannot be read: ENOENT/);
  });
});
