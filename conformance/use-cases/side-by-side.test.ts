import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "vitest";
import { sideBySide } from "./side-by-side.ts";

it("gives the results in their order, whichever comes first", async () => {
  const late = delay(5).then(() => "late");
  expect(await sideBySide(late, Promise.resolve(2))).toEqual(["late", 2]);
});

it("throws the trouble only when everything else has ended", async () => {
  const ended: string[] = [];
  const other = delay(5).then(() => ended.push("other"));
  await expect(sideBySide(Promise.reject(new Error("first")), other)).rejects.toThrow("first");
  expect(ended).toEqual(["other"]);
});
