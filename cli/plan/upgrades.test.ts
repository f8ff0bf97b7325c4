import { expect, it } from "vitest";
import { CANDIDATE } from "../../charts/digital-registries/reference/config.ts";
import { OWN_VERSION } from "../../charts/own-image.ts";
import { listImages } from "../../constructs/images.ts";
import { synthStack } from "../../constructs/synth.ts";
import { installedIn } from "../../deploy/upgrade/installed-in.ts";
import { beforeJumps, judgeJumps } from "../../deploy/upgrade/judge-jumps.ts";
import { changesBetween } from "../../test/changes-between.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { formatMarkdown } from "./format-markdown.ts";
import { formatPlan } from "./format-plan.ts";
import { judgePlan } from "./judge-plan.ts";
import { readPrices } from "./read-prices.ts";

const stack = exampleStack();
const jump = { part: "civil", product: "reference", from: CANDIDATE, to: OWN_VERSION };
const older = beforeJumps(stack, [jump]) ?? stack;
const manifests = await synthStack(stack);
const changes = changesBetween(await synthStack(older), manifests);
const judged = judgeJumps(stack, installedIn(changes));
const plan = judgePlan({
  stack,
  manifests,
  changes,
  images: await listImages(stack),
  room: undefined,
  prices: readPrices(undefined),
  allowed: [],
  jumps: judged.jumps,
});
const style = { paint: (_format: unknown, text: string) => text, cluster: "a test" };

it("knows by the labels of what is there which release it has, where no record says so", () => {
  expect(judged).toEqual({ jumps: [jump], issues: [] });
});

it("tells of an upgrade from which release to which, and what runs for it first", () => {
  const sentence = `civil: reference ${CANDIDATE} → ${OWN_VERSION}; it is stopped, and job civil-tables-0-1-0 first`;
  expect(formatPlan(plan, style)).toContain(`Upgrades\n  Releases change;`);
  expect(formatPlan(plan, style)).toContain(sentence);
  expect(formatMarkdown(plan, "a test")).toContain(sentence);
  expect(plan.upgrades).toEqual([{ ...jump, jobs: ["civil-tables-0-1-0"] }]);
});

it("has no such paragraph where none goes to another release, and says what no backup takes", () => {
  expect(formatPlan({ ...plan, upgrades: [] }, style)).not.toContain("Upgrades");
  expect(formatPlan(plan, style)).not.toContain("NOT BACKED UP");
  expect(formatPlan({ ...plan, notBackedUp: ["db"] }, style)).toContain(
    "NOT BACKED UP by country-stack backup: db",
  );
});
