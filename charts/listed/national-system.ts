import { z } from "zod";
import { BLOCKS, type Capability, type CapabilityKind, defineProduct } from "../spi/index.ts";

const KINDS = [
  "registry",
  "oidc",
  "payments",
  "consent",
  "messaging",
  "registration",
  "workflow",
  "scheduler",
] as const;
const NOTHING = { cpu: "0", memory: "0", storage: "0" };

/** `payments`, or with a name behind a colon `registry:households`. */
const capabilityText = z
  .string()
  .regex(
    new RegExp(`^(${KINDS.join("|")})(:[a-z0-9-]+)?$`),
    `what it provides is one of ${KINDS.join(", ")}, with :NAME behind it where it has one`,
  );

function capabilityOf(text: string): Capability {
  const [kind = "", name] = text.split(":");
  return { kind: kind as CapabilityKind, traits: name === undefined ? {} : { name } };
}

/** A system of the country's own, for any block: where it runs, and what it offers by GovStack's interfaces. */
export default defineProduct({
  id: "national-system",
  title: "A system that the country already has",
  advice:
    "For what runs already: give its URL and say what it offers; the checks tell whether it is GovStack's",
  fills: BLOCKS,
  licence: "the country's own",
  homepage: "docs/products/listed.md",
  missing: "nothing is installed: it runs elsewhere",
  releases: [{ version: "external", images: {}, govstack: {}, upgradesFrom: [] }],
  ports: { api: 443 },
  schemes: { api: "https" },
  provides: ({ provides }) =>
    provides.map((text) => {
      const capability = capabilityOf(text);
      return capability.kind === "oidc"
        ? {
            capability,
            port: "api",
            via: "direct" as const,
            reason: "browsers are sent to it, and others read its keys",
          }
        : { capability, port: "api", via: "mediator" as const };
    }),
  requires: () => [],
  options: z.strictObject({
    provides: z
      .array(capabilityText)
      .default([])
      .describe("What it offers to other parts: payments, registry:households"),
  }),
  footprint: { demo: NOTHING, district: NOTHING, national: NOTHING },
  needs: [],
  conformance: { basePath: "", headers: {}, port: "api" },
});
