import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { KubeObject } from "../charts/spi/index.ts";
import { synthStack } from "../constructs/synth.ts";
import { openProfile } from "../test/open-profile.ts";
import { coverObject } from "./cover-object.ts";
import { COVERED, coverWith } from "./cover-values.ts";

const contents = new Map([
  [
    "a",
    { data: { token: Buffer.from("hunter2hunter2").toString("base64") }, generation: 1, generatedAt: "" },
  ],
]);
const cover = coverWith(contents);

const settings = (data: Record<string, string>): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings" },
  data,
});

describe("an object that is shown", () => {
  it("says which keys a Secret has, and not what is in them", () => {
    const secret = { ...settings({ token: "c2VjcmV0" }), kind: "Secret", type: "Opaque" };
    expect(coverObject(secret, cover)).toEqual({ ...secret, data: { token: COVERED } });
    const encrypted = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: "v1:x",
    };
    expect(coverObject({ ...secret, data: encrypted }, cover)["data"]).toBe(COVERED);
  });

  it("holds no value of the stack's Secrets, wherever it stands", () => {
    const shown = coverObject(settings({ note: "ask with hunter2hunter2 please" }), cover);
    expect(shown["data"]).toEqual({ note: `ask with ${COVERED} please` });
  });

  it("holds nothing under a name that promises a secret, nor a text that gives one away", () => {
    const shown = coverObject(
      settings({
        password: "correct-horse",
        url: "postgres://app:correct-horse@db/app",
        greeting: "good morning",
      }),
      cover,
    );
    expect(shown["data"]).toEqual({ password: COVERED, url: COVERED, greeting: "good morning" });
  });

  it("covers the value of a variable by the variable's name", () => {
    const env = [
      { name: "DB_PASSWORD", value: "correct-horse" },
      { name: "DB_HOST", value: "db" },
      { name: "TOKEN", valueFrom: { secretKeyRef: { name: "login", key: "token" } } },
    ];
    const shown = coverObject(
      { ...settings({}), kind: "Pod", spec: { containers: [{ name: "main", env }] } },
      cover,
    );
    expect(shown["spec"]).toEqual({
      containers: [{ name: "main", env: [{ ...env[0], value: COVERED }, env[1], env[2]] }],
    });
  });

  it("covers the argument that follows a flag which promises a secret", () => {
    const args = ["serve", "--password", "correct-horse", "--host", "db"];
    const shown = coverObject({ ...settings({}), kind: "Pod", spec: { containers: [{ args }] } }, cover);
    expect(shown["spec"]).toEqual({
      containers: [{ args: ["serve", "--password", COVERED, "--host", "db"] }],
    });
  });

  it.each(["profiles/countries/utopia.yaml", "profiles/countries/dpg.yaml"])(
    "of %s is covered in its Secrets alone",
    async (profile) => {
      const manifests = await synthStack(openProfile(join(import.meta.dirname, "..", profile)));
      const others = manifests.filter(({ object }) => object.kind !== "Secret");
      expect(others.map(({ object }) => coverObject(object, cover))).toEqual(
        others.map(({ object }) => object),
      );
    },
  );
});
