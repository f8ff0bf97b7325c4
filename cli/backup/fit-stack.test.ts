import { describe, expect, it } from "vitest";
import type { BackedUpPart, BackupManifest } from "../../deploy/backup/archive.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { fitStack } from "./fit-stack.ts";

const stack = exampleStack();
const names = stack.parts.map(({ name }) => name);

function backupOf(change: (part: BackedUpPart) => BackedUpPart = (part) => part): BackupManifest {
  const parts = stack.parts.map(({ name, product, release }) =>
    change({ name, product: product.id, release: release.version, data: "taken" }),
  );
  const missing = parts.filter(({ data }) => data !== "taken").map(({ name }) => name);
  const header = {
    id: "x",
    stack: stack.name,
    createdAt: "2026-11-21T22:00:00Z",
    toolVersion: "0.1.0",
    profileHash: "x",
    engine: "local" as const,
    missing,
  };
  return { header, parts, entries: [] };
}

const nobody = new Set<string>();

describe("a backup fits a stack", () => {
  it("with all its parts where nothing has changed", () => {
    expect(fitStack(backupOf(), stack, nobody)).toEqual({
      parts: names,
      unfit: [],
      otherReleases: [],
      empty: [],
    });
  });

  it("not where a part is gone or has another product", () => {
    const other = backupOf((part) => ({ ...part, product: "acme" }));
    expect(fitStack(other, stack, nobody).unfit).toHaveLength(names.length);
    expect(fitStack(other, stack, nobody).unfit[0]).toMatchObject({ why: "product", theirs: "acme" });
    const fewer = { ...stack, parts: stack.parts.slice(1) };
    expect(fitStack(backupOf(), fewer, nobody).unfit).toEqual([
      expect.objectContaining({ part: names[0], why: "gone" }),
    ]);
    const [first, ...rest] = stack.parts;
    const moved = { ...stack, parts: [{ ...first, external: { url: "https://x.example" } }, ...rest] };
    expect(fitStack(backupOf(), moved as typeof stack, nobody).unfit[0]).toMatchObject({
      part: names[0],
      ours: "https://x.example",
    });
  });

  it("without what is to be left out, which then begins empty", () => {
    const fit = fitStack(
      backupOf((part) => ({ ...part, product: "acme" })),
      stack,
      new Set(names),
    );
    expect(fit).toMatchObject({ parts: [], unfit: [], empty: names });
  });

  it("with a word on other releases and on parts whose data it has not", () => {
    const older = backupOf((part) => ({ ...part, release: "0.0.9" }));
    expect(fitStack(older, stack, nobody).otherReleases).toHaveLength(names.length);
    const lacking = backupOf((part) => (part.name === names[0] ? { ...part, data: "undeclared" } : part));
    expect(fitStack(lacking, stack, nobody)).toMatchObject({ parts: names.slice(1), empty: [names[0]] });
  });
});
