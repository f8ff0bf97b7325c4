import { describe, expect, it } from "vitest";
import type { Manifest } from "../charts/spi/index.ts";
import { clusterAddress } from "../constructs/address.ts";
import { synthStack } from "../constructs/synth.ts";
import { exampleStack } from "./example-stack.ts";

const stack = exampleStack();
const manifests = await synthStack(stack);

/** The configuration that a part's pod mounts. */
function mounted(part: string): unknown {
  const found = manifests.find((one: Manifest) => one.part === part && one.object.kind === "ConfigMap");
  const data = found?.object["data"] as Record<string, string> | undefined;
  return JSON.parse(data?.["config.json"] ?? "");
}

/** The configuration that the local engine gives in memory, for the same part. */
function inMemory(part: string): unknown {
  const found = stack.parts.find((one) => one.name === part);
  const addressOf = (name: string) =>
    `http://127.0.0.1:${40_000 + stack.parts.findIndex((one) => one.name === name)}`;
  return found?.product.reference?.({ stack, part: found, options: found.options }, addressOf);
}

/** Every address put in the same words. */
function withoutAddresses(value: unknown): unknown {
  let text = JSON.stringify(value);
  for (const [index, part] of stack.parts.entries()) {
    text = text.replaceAll(clusterAddress(stack, part.name, "api"), `<${part.name}>`);
    text = text.replaceAll(`http://127.0.0.1:${40_000 + index}`, `<${part.name}>`);
  }
  return JSON.parse(text);
}

interface Mounted {
  readonly settings: Record<string, unknown>;
  readonly managementTokenFile?: string;
  readonly clientAuthentication: string;
  readonly tls?: unknown;
}

describe("what a reference server is told", () => {
  it.each(stack.parts.map((part) => part.name))(
    "is the same in a pod and on loopback but for addresses, token and certificates: %s",
    (part) => {
      const { managementTokenFile, clientAuthentication, tls, ...pod } = withoutAddresses(
        mounted(part),
      ) as Mounted;
      const { clientAuthentication: own, ...loopback } = withoutAddresses(inMemory(part)) as Mounted;
      if (part === "mediator") {
        // Whether loopback is a target at all follows from the address of the mediator itself.
        expect([pod.settings["allowLoopbackTargets"], loopback.settings["allowLoopbackTargets"]]).toEqual([
          false,
          true,
        ]);
        loopback.settings["allowLoopbackTargets"] = false;
      }
      // In a pod callers show certificates (docs/tls.md); on loopback there is nobody else.
      expect([clientAuthentication, own]).toEqual(["mutual-tls", "none"]);
      expect([typeof tls, "tls" in loopback]).toEqual(["object", false]);
      // The one further difference: a pod asks the management for a token, loopback is for development.
      expect(managementTokenFile !== undefined).toBe(part === "mediator");
      expect(pod).toEqual(loopback);
      expect(JSON.stringify(pod)).not.toContain("127.0.0.1");
    },
  );
});
