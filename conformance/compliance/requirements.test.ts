import { describe, expect, it } from "vitest";
import type { Block } from "../../charts/spi/index.ts";
import { SUITES } from "../suites.ts";
import { USE_CASES } from "../use-case-list.ts";
import { loadRequirements } from "./requirements.ts";

const requirements = loadRequirements();

describe("the list of requirements", () => {
  it("has the 19 that GovStack's architecture requires of everything", () => {
    const required = requirements.filter(({ id, level, block }) => {
      return level === "REQUIRED" && block === undefined && id.startsWith("govstack-cfr-");
    });
    expect(required).toHaveLength(19);
  });

  it("names each requirement once", () => {
    const ids = requirements.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("gives a requirement of one block checks of that block only", () => {
    const foreign = requirements.filter(
      ({ block, checks = {} }) => block !== undefined && Object.keys(checks).some((one) => one !== block),
    );
    expect(foreign).toEqual([]);
  });

  it("names checks that the suites have, each once", async () => {
    const named = requirements.flatMap(({ id, checks = {} }) =>
      Object.entries(checks).map(([block, wanted]) => ({ id, block: block as Block, wanted })),
    );
    expect(named.length).toBeGreaterThan(15);
    const unknown: string[] = [];
    for (const { id, block, wanted } of named) {
      const checks = (await SUITES[block]?.())?.checks ?? [];
      for (const [index, one] of wanted.entries()) {
        const check = checks.find((each) => each.id === one);
        if (check === undefined || wanted.indexOf(one) !== index) unknown.push(`${id}: ${block}/${one}`);
      }
    }
    expect(unknown).toEqual([]);
  });

  it("names stories that the use cases tell", async () => {
    const named = requirements.flatMap(({ stories = {} }) => Object.entries(stories));
    expect(named.length).toBeGreaterThan(0);
    for (const [name, wanted] of named) {
      const stories = (await USE_CASES.find(({ id }) => id === name)?.load())?.default ?? [];
      expect(stories.map(({ id }) => id)).toEqual(expect.arrayContaining([...wanted]));
    }
  });
});
