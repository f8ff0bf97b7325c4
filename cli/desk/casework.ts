import { randomBytes, randomUUID } from "node:crypto";
import type { CallbackSink } from "../../conformance/callback-sink.ts";
import { type Target, Unmet } from "../../conformance/check.ts";
import type { Exchange, HttpClient } from "../../conformance/http.ts";
import { createHttpClient } from "../../conformance/http-client.ts";
import { openInbox } from "../../conformance/use-cases/unconditional-social-cash-transfer/inbox.ts";
import type { Payer } from "../../conformance/use-cases/unconditional-social-cash-transfer/payments.ts";
import { TransferRefused } from "../../conformance/use-cases/unconditional-social-cash-transfer/refusal.ts";
import {
  type Application,
  enrol,
  pay,
  type Scene,
} from "../../conformance/use-cases/unconditional-social-cash-transfer/transfer.ts";
import { readProgramme } from "../../conformance/use-cases/unconditional-social-cash-transfer/ways.ts";
import type { Claims } from "./identity-client.ts";
import { type Journey, type Recorder, recordJourney } from "./journey.ts";
import { type Entry, findOfficer, listEntries, programmeNames } from "./registers.ts";
import type { Officer } from "./sessions.ts";

/** How long a result of the payment system may take to be called back, in milliseconds. */
const RESULT_MS = 20_000;

/** A part as the desk reaches it. */
export interface ReachedPart extends Target {
  /** Its path at the mediator, `/r1/INSTANCE/CLASS/MEMBER/APPLICATION/SERVICE`. */
  readonly servicePath: string;
}

/** The parts that play the use case's roles, and where results arrive. */
export interface Cast {
  readonly asking: ReachedPart;
  readonly holding: ReachedPart;
  readonly paying: ReachedPart;
  readonly mediator: ReachedPart;
  /** Who the ministry's application is to the mediator. */
  readonly caller: string;
  readonly payer: Payer;
  readonly sink: CallbackSink;
}

/** What officers do. A journey tells what came of it, also where it was refused; other trouble is thrown. */
export interface Casework {
  officer(claims: Claims): Promise<Officer | undefined>;
  list(status: "candidate" | "enrolled"): Promise<{
    readonly entries: readonly Entry[];
    readonly programmes: ReadonlyMap<string, string>;
  }>;
  enrol(id: string, claims: Claims): Promise<Journey>;
  pay(id: string): Promise<Journey>;
}

/** The work of the officers of one ministry. */
export function openCasework(cast: Cast): Casework {
  const quiet = clientOf(cast, cast.asking, randomUUID(), () => undefined);
  const find = async (status: "candidate" | "enrolled", id: string): Promise<Application> => {
    const entry = (await listEntries(quiet, status)).find((one) => one.id === id);
    if (entry === undefined) throw new Unmet(`there is no such ${status}`);
    return applicationOf(entry);
  };
  return {
    officer: ({ email }) => findOfficer(quiet, email),
    list: async (status) => ({
      entries: await listEntries(quiet, status),
      programmes: await programmeNames(quiet),
    }),
    enrol: async (id, claims) => {
      const application = await find("candidate", id);
      return journeyOf(cast, (scene) => enrol(scene, application, claims));
    },
    pay: async (id) => {
      const application = await find("enrolled", id);
      return journeyOf(cast, async (scene) => {
        const programme = await readProgramme(scene.paying.ways, application.programmeId);
        await pay(scene, [{ application, programme }]);
      });
    },
  };
}

function applicationOf(entry: Entry): Application {
  const { id, personId, householdId, programmeId, applicant, account } = entry;
  if (applicant === undefined || account === undefined)
    throw new Unmet("the application says too little of the applicant or the account");
  return {
    id,
    personId,
    householdId,
    programmeId,
    name: applicant.name,
    birthDate: applicant.birthDate,
    account: {
      institution: account.institution,
      modality: account.modality === "mobile-money" ? "01" : "00",
      address: account.number,
    },
    waiting: true,
  };
}

async function journeyOf(cast: Cast, work: (scene: Scene) => Promise<unknown>): Promise<Journey> {
  const correlationId = randomBytes(8).toString("hex");
  const recorder = recordJourney(correlationId);
  try {
    await work(sceneOf(cast, recorder));
  } catch (error) {
    if (!(error instanceof Unmet)) throw error;
    recorder.journey.refused =
      error instanceof TransferRefused ? error.message : `a system failed: ${error.message}`;
  }
  return recorder.journey;
}

function sceneOf(cast: Cast, recorder: Recorder): Scene {
  const { asking, holding, paying, mediator, sink } = cast;
  const { correlationId } = recorder.journey;
  const attempt = randomBytes(5).toString("hex");
  const wayTo = ({ url }: Exchange): readonly string[] => {
    const { pathname } = new URL(url);
    const to = [holding, paying].find(({ servicePath }) => pathname.startsWith(`${servicePath}/`));
    return [asking.part, mediator.part, to?.part ?? "?"];
  };
  return {
    attempt,
    step: recorder.step,
    paying: {
      payer: cast.payer,
      correlationId,
      ways: {
        own: clientOf(cast, asking, correlationId, recorder.note(["desk", asking.part])),
        mediator: clientOf(cast, mediator, correlationId, (exchange) =>
          recorder.note(wayTo(exchange))(exchange),
        ),
        holding: holding.servicePath,
        paying: paying.servicePath,
        caller: cast.caller,
      },
      inbox: openInbox(sink, attempt, RESULT_MS),
    },
  };
}

function clientOf(
  { caller }: Cast,
  { url, headers }: ReachedPart,
  correlationId: string,
  record: (exchange: Exchange) => void,
): HttpClient {
  return createHttpClient({ baseUrl: url, headers, client: caller, correlationId, record });
}
