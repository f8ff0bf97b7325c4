import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { draftPath, keepDraft, readDraft, removeDraft } from "./draft-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-draft-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a draft", () => {
  it("lies hidden beside the profile, also in a folder that is not there yet, for its owner only", () => {
    const path = draftPath(join(folder, "new/kenya.yaml"));
    expect(path).toBe(join(folder, "new/.kenya.yaml.draft.json"));
    keepDraft(path, { name: "kenya" });
    keepDraft(path, { name: "togo" });
    expect(readdirSync(join(folder, "new"))).toEqual([".kenya.yaml.draft.json"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readDraft(path)).toMatchObject({
      answers: { name: "togo" },
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
  });

  it("is not there before it is kept and after it is removed", () => {
    const path = draftPath(join(folder, "kenya.yaml"));
    expect(readDraft(path)).toBeUndefined();
    removeDraft(path);
    keepDraft(path, {});
    removeDraft(path);
    expect(readDraft(path)).toBeUndefined();
  });

  it.each(["{", "[]", "null", '"text"'])("says why it cannot be used: %s", (text) => {
    const path = draftPath(join(folder, "kenya.yaml"));
    writeFileSync(path, text);
    expect(readDraft(path)).toEqual({ reason: expect.stringMatching(/./) });
  });
});
