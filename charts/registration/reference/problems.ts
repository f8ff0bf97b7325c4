import type { Part, ProductProblem, Stack } from "../../spi/index.ts";
import type { RegistrationOptions } from "./config.ts";

/** What of a profile the registration server cannot work with, before anything is installed. */
export function problemsOf(
  { environment }: Stack,
  _: Part,
  { operators = [] }: RegistrationOptions,
): ProductProblem[] {
  if (environment === "development" || operators.length > 0) return [];
  const reason = "outside of development nobody may decide about applications who is not named";
  return [{ reason, remedy: "set operators to the applications that operators work with" }];
}
