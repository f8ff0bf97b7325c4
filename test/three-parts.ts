import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./run-cli.ts";

/**
 * Writes the profile of a mediator and two registries with Utopia's seeds into a folder and answers its path: a stack
 * of which a test knows every part, whatever the shipped profiles come to hold.
 */
export function writeThreeParts(folder: string, name: string): string {
  cpSync(join(ROOT, "profiles/countries/utopia"), join(folder, "seeds"), { recursive: true });
  const profile = join(folder, `${name}.yaml`);
  writeFileSync(
    profile,
    `apiVersion: country-stack/v1alpha1
name: ${name}
country: { name: Utopia, code: XU, currency: XTS }
domain: utopia.example
organizations:
  interior: { name: Ministry of the Interior, class: GOV, code: "70001" }
  social: { name: Ministry of Social Affairs, class: GOV, code: "70002" }
mediator: { instance: XU }
blocks:
  information-mediator: { parts: { mediator: reference } }
  digital-registries:
    parts:
      civil: { product: reference, owner: interior, options: { registries: [persons, households] } }
      social: { product: reference, owner: social, options: { registries: [programmes, beneficiaries] } }
useCases: [household-lookup]
seeds: { civil: ./seeds/civil.json, social: ./seeds/social.json }
`,
  );
  return profile;
}
