import { z } from "zod";
import { expectShape, expectStatus } from "../../expect.ts";
import type { Exchange, HttpClient, HttpRequest } from "../../http.ts";
import { TransferRefused } from "./refusal.ts";

/** How the payment system is reached through the mediator. */
export interface WayToPay {
  readonly mediator: HttpClient;
  /** The path of the service at the mediator, `/r1/INSTANCE/CLASS/MEMBER/APPLICATION/SERVICE`. */
  readonly paying: string;
  /** Who calls, to the mediator: `INSTANCE/CLASS/MEMBER/APPLICATION`. */
  readonly caller: string;
}

/** How the application of the ministry that pays reaches its own registry, and others through the mediator. */
export interface Ways extends WayToPay {
  /** Its own registry. */
  readonly own: HttpClient;
  /** The path of the service of the ministry that holds the households. */
  readonly holding: string;
}

/** The registries of the ministry that pays, and the one of the ministry that holds. */
export const BENEFICIARIES = "/data/beneficiaries/1.0";
export const PROGRAMMES = "/data/programmes/1.0";
const HOUSEHOLDS = "/data/households/1.0";

const household = z.looseObject({
  id: z.string(),
  headId: z.string(),
  members: z.array(z.unknown()).min(1),
  monthlyIncome: z.number(),
  dependants: z.number(),
});
/** A household as the other ministry's registry has it. */
export type Household = z.infer<typeof household>;

const programme = z.looseObject({
  id: z.string(),
  benefit: z.object({ amount: z.int(), currency: z.string() }),
  eligibility: z
    .object({ maximumIncomePerHead: z.number().optional(), minimumDependants: z.number().optional() })
    .default({}),
});
/** A programme; its amounts are minor units of its currency. */
export type Programme = z.infer<typeof programme>;

const content = <T extends z.ZodType>(shape: T) => z.object({ content: shape });

/** Reads the programme at the own registry. */
export async function readProgramme({ own }: Ways, id: string): Promise<Programme> {
  const asked = await own.send({ method: "POST", path: `${PROGRAMMES}/read`, json: query({ id }) });
  expectStatus(asked, 200);
  return expectShape(asked, content(programme)).content;
}

/** Asks the other ministry for a household. Throws a {@link TransferRefused}. */
export async function readHousehold(ways: Ways, id: string): Promise<Household> {
  const path = `${ways.holding}${HOUSEHOLDS}/read`;
  const asked = await throughMediator(ways, { method: "POST", path, json: query({ id }) });
  if (asked.status === 404)
    throw new TransferRefused("holding", "household", "there is no such household", asked);
  expectStatus(asked, 200);
  return expectShape(asked, content(household)).content;
}

/** Sends a request through the mediator; a call that it refuses or cannot pass on ends the application. */
export async function throughMediator(ways: WayToPay, request: HttpRequest): Promise<Exchange> {
  const exchange = await ways.mediator.send({ client: ways.caller, ...request });
  const { status } = exchange;
  if (status === 401 || status === 403)
    throw new TransferRefused("mediator", "right", `the call was answered ${status}`, exchange);
  if (status >= 500)
    throw new TransferRefused("mediator", "provider", `the call was answered ${status}`, exchange);
  return exchange;
}

/** A search of Digital Registries' data API by fields. */
export const query = (fields: Readonly<Record<string, unknown>>) => ({ query: { content: fields } });
