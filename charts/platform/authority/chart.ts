import { addGeneratedSecret } from "../../../constructs/generated-secret.ts";
import type { BuildChart } from "../../spi/index.ts";
import { AUTHORITY_KEY, authoritySecretName } from "../authority.ts";

/** One Secret; whoever is to get a certificate names it where it asks for one. */
const build: BuildChart<{ readonly years: number }> = (scope, { stack, part, options }) => {
  addGeneratedSecret(scope, {
    name: authoritySecretName(part),
    values: {
      [AUTHORITY_KEY]: {
        generate: "certificate",
        certificate: "tls.crt",
        commonName: `${stack.name} authority`,
        organization: part.owner.name,
        country: stack.country.code,
        days: options.years * 365,
        usage: ["ca"],
        algorithm: "ec-p256",
      },
    },
    rotatable: true,
  });
};

export default build;
