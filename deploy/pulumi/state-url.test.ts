import { describe, expect, it } from "vitest";
import { EngineRefusal } from "../engine.ts";
import { chooseStateUrl, stateFolder, stateLocation, withoutCredentials } from "./state-url.ts";

const here = { dataFolder: "/data", environment: "development" } as const;

describe("the place of the state", () => {
  it("is a folder of this machine unless something else is given", () => {
    expect(chooseStateUrl(here)).toBe("file:///data/state");
  });

  it.each(["s3://bucket?region=eu-1", "azblob://container", "gs://bucket", "https://api.example/org"])(
    "passes %s on as it is",
    (stateUrl) => {
      expect(chooseStateUrl({ ...here, environment: "production", stateUrl })).toBe(stateUrl);
    },
  );

  it("makes a relative folder absolute, because the engine works in a folder of its own", () => {
    expect(chooseStateUrl({ ...here, stateUrl: "file://./state" })).toBe(`file://${process.cwd()}/state`);
    expect(chooseStateUrl({ ...here, stateUrl: "file://~" })).toBe("file://~");
  });

  it.each(["ftp://host/x", "state", "s3:bucket", "http://host"])("refuses %s", (stateUrl) => {
    expect(() => chooseStateUrl({ ...here, stateUrl })).toThrow(EngineRefusal);
  });

  it("refuses one machine for production, unless the risk is accepted", () => {
    const production = { ...here, environment: "production" } as const;
    expect(() => chooseStateUrl(production)).toThrow(/--local-state/);
    expect(() => chooseStateUrl({ ...production, stateUrl: "file:///x" })).toThrow(EngineRefusal);
    expect(chooseStateUrl({ ...production, localState: true })).toBe("file:///data/state");
  });

  it("is told without credentials, and names the machine of a folder", () => {
    expect(withoutCredentials("https://user:secret@host/x?token=abc&region=eu")).toBe(
      "https://host/x?token=&region=eu",
    );
    expect(stateLocation("file:///data/state", "ada")).toBe("file://ada/data/state");
    expect(stateLocation("s3://bucket", "ada")).toBe("s3://bucket");
    expect(stateFolder("file:///a%20b")).toBe("/a b");
  });
});
