import { z } from "zod";
import { runBootstrap } from "../../../run-bootstrap.ts";
import { type BootstrapStep, FinalError, type PodProgram } from "../../../spi/index.ts";
import { isKnownCurrency, unknownCurrency } from "../currencies.ts";
import { currencyCode, hubAddresses, participantName } from "../names.ts";
import { type HubSetup, MSISDN } from "../settings.ts";
import { dfspSteps } from "./dfsp-steps.ts";
import { type HubApi, openHub } from "./hub-api.ts";
import { hubSteps } from "./hub-steps.ts";
import { partySteps } from "./party-steps.ts";

const setup: z.ZodType<HubSetup> = z.strictObject({
  currency: currencyCode,
  hub: hubAddresses,
  dfsps: z.array(
    z.strictObject({
      name: participantName,
      url: z.url(),
      netDebitCap: z.number().min(0),
      funds: z.number().min(0),
      parties: z.array(z.string().regex(MSISDN)),
    }),
  ),
});

/** Sets the hub up as its {@link HubSetup} says. */
const program: PodProgram = (config, tell, stop) => {
  const parsed = setup.parse(config);
  return runBootstrap(planSteps(parsed, openHub(parsed.hub)), { stop, tell });
};

/** The hub first, then its participants, then their customers: in any other order the ledger refuses. */
export function planSteps(parsed: HubSetup, api: HubApi, between?: number): BootstrapStep[] {
  const { currency, dfsps } = parsed;
  return [
    currencyStep(currency),
    ...hubSteps(parsed, api),
    ...dfsps.flatMap((dfsp) => dfspSteps(dfsp, currency, api, between)),
    ...dfsps.flatMap((dfsp) => partySteps(dfsp, currency, api)),
  ];
}

/** The ledger would refuse it too, with a validation error that names no remedy. */
function currencyStep(currency: string): BootstrapStep {
  return {
    id: "currency",
    title: `the currency ${currency}`,
    isDone: async () => {
      if (!isKnownCurrency(currency)) throw new FinalError(unknownCurrency(currency));
      return true;
    },
    run: async () => {},
  };
}

export default program;
