import type { BuildChart } from "../../../charts/spi/index.ts";
import { serveSecret } from "./serve-secret.ts";

/** An authority, and a password that another part shares. */
const build: BuildChart = (scope, context) =>
  serveSecret(scope, context, {
    "ca.key": {
      generate: "certificate",
      certificate: "ca.crt",
      commonName: `${context.stack.name}'s authority`,
      days: 3650,
      usage: ["ca"],
      algorithm: "ec-p256",
    },
    word: { generate: "password" },
    user: { generate: "literal", value: "portal" },
  });

export default build;
