import { randomBytes, randomUUID } from "node:crypto";
import { Unmet } from "../../conformance/check.ts";
import { TransferRefused } from "../../conformance/use-cases/unconditional-social-cash-transfer/refusal.ts";
import {
  type Application,
  enrol,
  pay,
} from "../../conformance/use-cases/unconditional-social-cash-transfer/transfer.ts";
import { readProgramme } from "../../conformance/use-cases/unconditional-social-cash-transfer/ways.ts";
import type { Cast } from "./cast.ts";
import { expectConsent, readWords } from "./consents.ts";
import { type CaseFile, openFollowUp } from "./follow-up.ts";
import type { Claims } from "./identity-client.ts";
import { type Journey, recordJourney } from "./journey.ts";
import { type Entry, findOfficer, listEntries, programmeNames } from "./registers.ts";
import { clientOf, type DeskScene, sceneOf } from "./scene.ts";
import type { Officer } from "./sessions.ts";

/** What officers do. A journey tells what came of it, also where it was refused; other trouble is thrown. */
export interface Casework {
  officer(claims: Claims): Promise<Officer | undefined>;
  list(status: "candidate" | "enrolled"): Promise<{
    readonly entries: readonly Entry[];
    readonly programmes: ReadonlyMap<string, string>;
  }>;
  /** What is known of an application at the ministry and elsewhere; undefined where there is none of this number. */
  read(id: string): Promise<CaseFile | undefined>;
  enrol(id: string, claims: Claims, officer: Officer): Promise<Journey>;
  pay(id: string): Promise<Journey>;
}

/** The work of the officers of one ministry. */
export function openCasework(cast: Cast): Casework {
  const quiet = clientOf(cast, cast.asking, randomUUID(), () => undefined);
  const followUp = openFollowUp(cast);
  const find = async (status: "candidate" | "enrolled", id: string): Promise<Entry | undefined> =>
    (await listEntries(quiet, status)).find((one) => one.id === id);
  const findApplication = async (status: "candidate" | "enrolled", id: string): Promise<Application> => {
    const entry = await find(status, id);
    if (entry === undefined) throw new Unmet(`there is no such ${status}`);
    return applicationOf(entry);
  };
  return {
    officer: ({ email }) => findOfficer(quiet, email),
    list: async (status) => ({
      entries: await listEntries(quiet, status),
      programmes: await programmeNames(quiet),
    }),
    read: async (id) => {
      const entry = (await find("candidate", id)) ?? (await find("enrolled", id));
      if (entry === undefined) return undefined;
      const programme = (await programmeNames(quiet)).get(entry.programmeId) ?? entry.programmeId;
      const recorder = recordJourney(newNumber());
      return followUp.read(sceneOf(cast, recorder), { entry, programme, journey: recorder.journey });
    },
    enrol: async (id, claims, officer) => {
      const application = await findApplication("candidate", id);
      return journeyOf(cast, async (scene, journey) => {
        const { programme } = await enrol(withConsent(cast, scene, application), application, claims);
        const name = String(programme["name"] ?? programme.id);
        const email = typeof claims["email"] === "string" ? claims["email"] : undefined;
        await followUp.begin(scene, journey, { application, programme: name, email, officer });
      });
    },
    pay: async (id) => {
      const application = await findApplication("enrolled", id);
      return journeyOf(cast, async (scene) => {
        const programme = await readProgramme(scene.paying.ways, application.programmeId);
        await pay(scene, [{ application, programme }]);
      });
    },
  };
}

/** Nothing is read of a household whose head has not agreed to it, where there is somebody who knows that. */
function withConsent(cast: Cast, scene: DeskScene, { personId }: Application): DeskScene {
  const { consenting } = cast.further;
  if (consenting === undefined) return scene;
  const verify = async () => expectConsent(await readWords(scene.reach(consenting), cast, personId));
  // What the applicant has said is theirs; the desk takes nothing of it back.
  return { ...scene, further: { consent: { verify, forget: () => Promise.resolve() } } };
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

async function journeyOf(
  cast: Cast,
  work: (scene: DeskScene, journey: Journey) => Promise<unknown>,
): Promise<Journey> {
  const recorder = recordJourney(newNumber());
  const { journey } = recorder;
  try {
    await work(sceneOf(cast, recorder), journey);
  } catch (error) {
    if (!(error instanceof Unmet)) throw error;
    journey.refused = error instanceof TransferRefused ? error.message : `a system failed: ${error.message}`;
  }
  return journey;
}

/** What every call of a journey carries. */
const newNumber = () => randomBytes(8).toString("hex");
