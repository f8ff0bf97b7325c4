import { ENVIRONMENTS, type Environment, SIZES, type Size } from "../../charts/spi/index.ts";
import { countryCode, currencyCode, domainName, label, words } from "../../profiles/formats.ts";
import { initTalk as say } from "../messages/init-en.ts";
import type { ChosenFrame } from "./chosen.ts";
import { countryCodeOf, isFictional, UTOPIA } from "./country-code.ts";
import { askChoice, askText, type Interview } from "./question.ts";
import { slugOf } from "./slug.ts";

/** The code of ISO 4217 for tests; a fictional country has no other. */
const TEST_CURRENCY = "XTS";

/** Country, name, domain, environment and size. */
export function* askFrame(): Interview<ChosenFrame> {
  const country = yield* askCountry();
  const slug = slugOf(country.name);
  const name = yield* askText({
    path: ["name"],
    ...say.name,
    schema: label,
    suggested: slug === "" ? undefined : slug,
    example: "country",
  });
  const domain = yield* askText({
    path: ["domain"],
    ...say.domain,
    schema: domainName,
    suggested: `${name}.example`,
  });
  const environment = yield* askChoice({
    path: ["environment"],
    ...say.environment,
    choices: ENVIRONMENTS.map((value) => ({ value, name: value, about: say.environments[value] })),
    suggested: "development",
  });
  const size = yield* askChoice({
    path: ["size"],
    ...say.size,
    choices: SIZES.map((value) => ({ value, name: value, about: say.sizes[value] })),
    suggested: "demo",
    // A database that does for a demonstration is not to be taken for the whole country without a word.
    resets: ["platform"],
  });
  return { country, name, domain, environment: environment as Environment, size: size as Size };
}

function* askCountry(): Interview<ChosenFrame["country"]> {
  const name = yield* askText({
    path: ["country", "name"],
    ...say.country,
    schema: words,
    suggested: UTOPIA.name,
    resets: ["country", "code"],
  });
  const code = yield* askText({
    path: ["country", "code"],
    ...say.countryCode,
    schema: countryCode,
    suggested: countryCodeOf(name),
    example: UTOPIA.code,
    resets: ["country", "currency"],
  });
  const currency = yield* askText({
    path: ["country", "currency"],
    ...say.currency,
    schema: currencyCode,
    suggested: isFictional(code) ? TEST_CURRENCY : undefined,
    example: TEST_CURRENCY,
  });
  return { name, code, currency };
}
