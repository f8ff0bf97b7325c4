import { z } from "zod";
import { OWN_IMAGE, OWN_VERSION } from "../../own-image.ts";
import { defineProduct, REFERENCE_PORT, registration } from "../../spi/index.ts";
import { configureRegistration, type RegistrationOptions } from "./config.ts";
import { problemsOf } from "./problems.ts";

const identifier = z
  .string()
  .regex(/^[^/\s]+(?:\/[^/\s]+){3}$/, "an application is INSTANCE/CLASS/MEMBER/APPLICATION");
const decide = (code: string) => ({ status: { code } });

/** Our small Registration server, for development, tests and pilots (docs/products/registration-reference.md). */
export default defineProduct<RegistrationOptions>({
  id: "reference",
  title: "Reference registration",
  advice:
    "For development, tests and pilots: any service from its e-form and its screens, one process, one SQLite file",
  fills: ["registration"],
  licence: "Apache-2.0",
  homepage: "docs/products/registration-reference.md",
  releases: [
    {
      version: OWN_VERSION,
      images: { server: OWN_IMAGE },
      govstack: { registration: "0.1.1" },
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { api: REFERENCE_PORT },
  provides: () => [{ capability: registration(), port: "api", via: "mediator" }],
  requires: () => [],
  options: z.strictObject({
    operators: z
      .array(identifier)
      .optional()
      .describe(
        "The applications that operators work with; all others see what was submitted through them. Without it, in development, each one but those named portal or …-portal",
      ),
  }),
  footprint: {
    demo: { cpu: "50m", memory: "128Mi", storage: "1Gi" },
    district: { cpu: "250m", memory: "256Mi", storage: "20Gi" },
    national: { cpu: "1", memory: "1Gi", storage: "100Gi" },
  },
  needs: [],
  maxReplicas: 1,
  conformance: {
    ...{ basePath: "", headers: {}, port: "api" },
    fixtures: {
      decisions: {
        APPROVED: decide("APPROVED"),
        SENDBACK: decide("SENDBACK"),
        REJECTED: decide("REJECTED"),
      },
      service: "f7d33db0-2809-484e-a780-76b7ccd4ecbf",
      portal: "XU/GOV/country-stack/portal",
      removeApplication: "/development/applications/{id}",
      removeDocument: "/development/documents/{id}",
    },
  },
  reference: configureRegistration,
  problems: problemsOf,
});
