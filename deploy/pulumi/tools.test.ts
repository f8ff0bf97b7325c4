import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchTools, findProvider, findPulumi, requireTools } from "./tools.ts";

describe("the engine's programs", () => {
  let home = "";
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "country-stack-test-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  function put(...path: string[]): string {
    const file = join(home, ...path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "#!/bin/sh\n");
    chmodSync(file, 0o755);
    return file;
  }
  const env = () => ({ PULUMI_HOME: home, PATH: join(home, "on-path") });

  it("are found where they are named, on PATH and in Pulumi's folder, in this order", () => {
    expect(findPulumi(env())).toBeUndefined();
    const own = put("bin", "pulumi");
    expect(findPulumi(env())).toBe(own);
    const onPath = put("on-path", "pulumi");
    expect(findPulumi(env())).toBe(onPath);
    const named = put("elsewhere", "my-pulumi");
    expect(findPulumi({ ...env(), COUNTRY_STACK_PULUMI: named })).toBe(named);
    const plugin = put("plugins", "resource-kubernetes-v4.34.2", "pulumi-resource-kubernetes");
    expect(findProvider(env())).toBe(plugin);
    expect(requireTools(env())).toEqual({ pulumi: onPath, provider: plugin });
  });

  it("are asked for with the command to type", () => {
    expect(() => requireTools(env())).toThrow(/type: curl .*get\.pulumi\.com/);
    put("bin", "pulumi");
    expect(() => requireTools(env())).toThrow(/type: pulumi plugin install resource kubernetes v4\.34\.2$/);
    expect(() => requireTools({ ...env(), COUNTRY_STACK_PULUMI: "/nowhere" })).toThrow(/names no program/);
  });

  it("are not fetched against a person's will", async () => {
    const questions: string[] = [];
    const no = (question: string) => {
      questions.push(question);
      return Promise.resolve(false);
    };
    await expect(fetchTools(env(), no)).rejects.toThrow(/type: curl/);
    expect(questions).toHaveLength(1);
    put("bin", "pulumi");
    put("on-path", "pulumi-resource-kubernetes");
    expect(await fetchTools(env(), no)).toMatchObject({ pulumi: join(home, "bin", "pulumi") });
  });
});
