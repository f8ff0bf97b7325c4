import { expect, it } from "vitest";
import type { UseCaseContext } from "../check.ts";
import { Refused } from "./refused.ts";
import { expectRefusal } from "./twin.ts";

/** A context of which the steps alone are used; `shown` are their hops. */
function contextOf(shown: string[]): UseCaseContext {
  const step: UseCaseContext["step"] = (hop, _title, action) => {
    shown.push(hop);
    return action();
  };
  return { step } as UseCaseContext;
}

const END = { hop: "paying", rule: "funds" };
const refused = new Refused("paying", "funds", "there is money", "there was none");

it("gives the refusal at the hop and by the rule that are wanted, and shows the steps until there", async () => {
  const shown: string[] = [];
  const attempt = (step: UseCaseContext["step"]) =>
    step("paying", "The money is paid", () => Promise.reject(refused));
  expect(await expectRefusal(contextOf(shown), END, attempt)).toBe(refused);
  expect(shown).toEqual(["paying", "paying"]);
});

it("is not met where nothing was refused", async () => {
  const attempt = () => Promise.resolve("a permit");
  await expect(expectRefusal(contextOf([]), END, attempt)).rejects.toThrow("was not refused");
});

it("is not met by a refusal at another hop, or by another rule", async () => {
  for (const end of [
    { hop: "mediator", rule: "funds" },
    { hop: "paying", rule: "account" },
  ])
    await expect(expectRefusal(contextOf([]), end, () => Promise.reject(refused))).rejects.toThrow(
      "the hop and rule",
    );
});

it("throws whatever else is thrown", async () => {
  const attempt = () => Promise.reject(new TypeError("broken"));
  await expect(expectRefusal(contextOf([]), END, attempt)).rejects.toThrow("broken");
});
