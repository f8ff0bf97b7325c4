import { defineOperation, type Operation } from "../../../../reference/operation.ts";
import type { AdapterSettings, HubAddresses } from "../settings.ts";

const TIMEOUT_MS = 8000;

/** Where each service says whether it works; central-settlement has the path of its version in front. */
const HEALTH: Readonly<Record<keyof HubAddresses, string>> = {
  ledger: "/health",
  transfers: "/health",
  lookup: "/health",
  lookupAdmin: "/health",
  quotes: "/health",
  oracle: "/health",
  settlement: "/v2/health",
};

/**
 * How the hub's services stand, as the adapter sees them: `UP` or `DOWN` each, and whether the government's
 * participant may pay. No operation of GovStack: it is there for checks, and says nothing that is anybody's.
 */
export function hubOperation({ hub, fsp }: AdapterSettings): Operation {
  return defineOperation({
    id: "getHub",
    summary: "How the hub's services stand",
    method: "GET",
    path: "/hub",
    responses: { 200: "`UP` or `DOWN` by service" },
    handle: async () => {
      const services = Object.keys(HEALTH) as (keyof HubAddresses)[];
      const states = await Promise.all(
        services.map(
          async (service) => [service, await stateOf(`${hub[service]}${HEALTH[service]}`)] as const,
        ),
      );
      const participant = await participantState(`${hub.ledger}/participants/${fsp}`);
      return { status: 200, body: { ...Object.fromEntries(states), participant } };
    },
  });
}

async function stateOf(url: string): Promise<"UP" | "DOWN"> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok ? "UP" : "DOWN";
  } catch {
    return "DOWN";
  }
}

async function participantState(url: string): Promise<"ACTIVE" | "INACTIVE" | "UNKNOWN"> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status !== 200) return "UNKNOWN";
    const { isActive } = (await response.json()) as { isActive?: number | boolean };
    return isActive === 1 || isActive === true ? "ACTIVE" : "INACTIVE";
  } catch {
    return "UNKNOWN";
  }
}
