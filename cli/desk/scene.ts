import { randomBytes } from "node:crypto";
import type { CheckContext } from "../../conformance/check.ts";
import type { Exchange, HttpClient } from "../../conformance/http.ts";
import { createHttpClient } from "../../conformance/http-client.ts";
import { takeBack, type Undo } from "../../conformance/use-cases/refused.ts";
import { openInbox } from "../../conformance/use-cases/unconditional-social-cash-transfer/inbox.ts";
import type { Scene } from "../../conformance/use-cases/unconditional-social-cash-transfer/transfer.ts";
import { throughMediator } from "../../conformance/use-cases/unconditional-social-cash-transfer/ways.ts";
import type { Cast, FurtherRole, ReachedPart } from "./cast.ts";
import type { Recorder } from "./journey.ts";

/** How long a result of the payment system may take to be called back, in milliseconds. */
const RESULT_MS = 20_000;

/** What a button is worked with. */
export interface DeskScene extends Scene {
  /** A further part through the mediator; `cleanUp` takes what ends what is made there. */
  reach(part: ReachedPart, cleanUp?: CheckContext["cleanUp"]): CheckContext;
  /**
   * Works with a further part through the mediator; what was made there is taken back where the work fails. Undefined
   * where the stack has no such part.
   */
  work<T>(
    role: FurtherRole,
    title: string,
    action: (part: CheckContext) => Promise<T>,
  ): Promise<T> | undefined;
}

/** The ways to everybody, on which each call is noted in the journey. */
export function sceneOf(cast: Cast, recorder: Recorder): DeskScene {
  const { asking, holding, paying, mediator, further, sink } = cast;
  const { correlationId } = recorder.journey;
  const attempt = randomBytes(5).toString("hex");
  const others = [holding, paying, ...Object.values(further)];
  const wayTo = ({ url }: Exchange): readonly string[] => {
    const { pathname } = new URL(url);
    const to = others.find(({ servicePath }) => pathname.startsWith(`${servicePath}/`));
    return [asking.part, mediator.part, to?.part ?? "?"];
  };
  const ways = {
    own: clientOf(cast, asking, correlationId, recorder.note(["desk", asking.part])),
    mediator: clientOf(cast, mediator, correlationId, (exchange) => recorder.note(wayTo(exchange))(exchange)),
    holding: holding.servicePath,
    paying: paying.servicePath,
    caller: cast.caller,
  };
  const reach: DeskScene["reach"] = (target, cleanUp = () => undefined) => ({
    ...{ target, sink, mark: attempt, cleanUp },
    http: {
      send: (request) => throughMediator(ways, { ...request, path: `${target.servicePath}${request.path}` }),
    },
  });
  return {
    attempt,
    step: recorder.step,
    reach,
    paying: { payer: cast.payer, correlationId, ways, inbox: openInbox(sink, attempt, RESULT_MS) },
    work: (role, title, action) => {
      const target = further[role];
      if (target === undefined) return undefined;
      const undo: Undo[] = [];
      const part = reach(target, (one) => void undo.push(one));
      return recorder.step(role, title, () =>
        action(part).catch(async (error: unknown) => {
          throw await takeBack(undo, error);
        }),
      );
    },
  };
}

/** A client of a part that says which application of the ministry asks. */
export function clientOf(
  { caller }: Cast,
  { url, headers }: ReachedPart,
  correlationId: string,
  record: (exchange: Exchange) => void,
): HttpClient {
  return createHttpClient({ baseUrl: url, headers, client: caller, correlationId, record });
}
