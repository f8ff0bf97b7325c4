import { describe, expect, it } from "vitest";
import { formatEnv } from "./addresses.ts";

describe("the .env lines of a sandbox", () => {
  it("name each part as a shell can", () => {
    const text = formatEnv({
      name: "trial",
      profile: "utopia.yaml",
      target: "local",
      expires: "2030-01-01T12:00:00.000Z",
      addresses: { mediator: "http://127.0.0.1:1", "civil-registry": "http://127.0.0.1:2" },
      tokenFiles: { "civil-registry": "/data/sandboxes/trial/civil-registry.token" },
      certificateFolder: "/data/sandboxes/trial/certificate",
    });
    expect(text.split("\n")).toEqual([
      "COUNTRY_STACK_SANDBOX=trial",
      "COUNTRY_STACK_SANDBOX_EXPIRES=2030-01-01T12:00:00.000Z",
      "COUNTRY_STACK_MEDIATOR_URL=http://127.0.0.1:1",
      "COUNTRY_STACK_CIVIL_REGISTRY_URL=http://127.0.0.1:2",
      "COUNTRY_STACK_CIVIL_REGISTRY_TOKEN_FILE=/data/sandboxes/trial/civil-registry.token",
      "COUNTRY_STACK_CERTIFICATE_FOLDER=/data/sandboxes/trial/certificate",
    ]);
    for (const line of text.split("\n")) expect(line).toMatch(/^[A-Z0-9_]+=\S+$/);
  });
});
