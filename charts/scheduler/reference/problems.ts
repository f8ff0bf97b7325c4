import type { Part, ProductProblem, Stack } from "../../spi/index.ts";
import type { SchedulerOptions } from "./options.ts";

/** What of a profile the scheduler cannot work with, before anything is installed. */
export function problemsOf(
  { environment }: Stack,
  _: Part,
  { requestors }: SchedulerOptions,
): ProductProblem[] {
  if (environment === "development" || requestors.length > 0) return [];
  const reason = "outside of development it lets nobody in who has no token";
  return [{ reason, remedy: "name in requestors who may ask", option: ["requestors"] }];
}
