import { type BootstrapStep, FinalError } from "../../../spi/index.ts";
import type { DfspSetup } from "../settings.ts";
import type { HubApi } from "./hub-api.ts";
import { sendAndExpect } from "./send.ts";

/**
 * A customer of a participant, registered through account lookup as a participant itself does it. The oracle is asked
 * whether it is there; account lookup only answers that it heard.
 */
export function partySteps({ name, parties }: DfspSetup, currency: string, api: HubApi): BootstrapStep[] {
  return parties.map((party) => {
    const path = `/participants/MSISDN/${party}`;
    return {
      id: `${name}-${party}`,
      title: `a customer of ${name}`,
      isDone: async (stop) => {
        const owner = await ownerOf(api, path, stop);
        if (owner !== undefined && owner !== name) {
          throw new FinalError(
            `the oracle has a number of ${name} as a customer of ${owner}; take it out of the option parties, or out of the oracle`,
          );
        }
        return owner === name;
      },
      run: (stop) => sendAndExpect(api, "lookup", "POST", path, { fspId: name, currency }, stop),
    };
  });
}

async function ownerOf(api: HubApi, path: string, stop: AbortSignal): Promise<string | undefined> {
  const found = await api.find<{ partyList?: { fspId: string }[] }>("oracle", path, stop);
  return found?.partyList?.[0]?.fspId;
}
