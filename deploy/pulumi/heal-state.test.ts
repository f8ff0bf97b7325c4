import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { engineUrl, healState } from "./heal-state.ts";

describe("a folder of states after a death", () => {
  let folder = "";
  const state = () => join(folder, ".pulumi/stacks/country-stack/utopia.json");
  const put = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "heal-state-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("loses descriptions that were cut off, and keeps whole ones", () => {
    put(state(), "{}");
    put(`${state()}.attrs`, "");
    put(`${state()}.bak.attrs`, "{}");
    expect(healState(folder, "utopia")).toBe(false);
    expect([existsSync(`${state()}.attrs`), existsSync(`${state()}.bak.attrs`)]).toEqual([false, true]);
    expect(readFileSync(state(), "utf8")).toBe("{}");
  });

  test.for(["", '{"version":3,'])("gets the state of one step before for %j", (cut) => {
    put(state(), cut);
    put(`${state()}.bak`, '{"version":3}');
    expect(healState(folder, "utopia")).toBe(true);
    expect(readFileSync(state(), "utf8")).toBe('{"version":3}');
    expect(readFileSync(`${state()}.broken`, "utf8")).toBe(cut);
  });

  test("stays as it is where there is no better state, and where there is none at all", () => {
    put(state(), "");
    put(`${state()}.bak`, "{");
    expect(healState(folder, "utopia")).toBe(false);
    expect(readFileSync(state(), "utf8")).toBe("");
    expect(healState(join(folder, "absent"), "utopia")).toBe(false);
  });

  test("is given to the engine so that no descriptions are written", () => {
    expect(engineUrl("file:///data/state")).toBe("file:///data/state?metadata=skip");
    expect(engineUrl("file:///data?no_tmp_dir=true")).toBe("file:///data?no_tmp_dir=true&metadata=skip");
    expect(engineUrl("s3://bucket?region=x")).toBe("s3://bucket?region=x");
  });
});
