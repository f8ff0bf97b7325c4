import { randomUUID } from "node:crypto";
import { type CheckContext, Unmet } from "../../conformance/check.ts";
import { formatMoment } from "../../conformance/report/printable.ts";
import type { Application } from "../../conformance/use-cases/unconditional-social-cash-transfer/transfer.ts";
import type { Cast } from "./cast.ts";
import { readWords, type Word } from "./consents.ts";
import type { Journey } from "./journey.ts";
import { readState, type SentNotice, sendNotice } from "./notices.ts";
import type { Entry } from "./registers.ts";
import type { DeskScene } from "./scene.ts";
import type { Officer } from "./sessions.ts";
import { appointVisit, listVisits, type Visit } from "./visits.ts";

/** What is known of an application; what a part does not tell now, or that the stack has not, is undefined. */
export interface CaseFile {
  readonly entry: Entry;
  readonly programme: string;
  /** How it was read. */
  readonly journey: Journey;
  readonly words?: readonly Word[] | undefined;
  readonly visits?: readonly Visit[] | undefined;
  /** Those that this desk has sent since it was opened. */
  readonly notices?: readonly SentNotice[] | undefined;
}

/** Who is enrolled now, in what, and by whom. */
export interface Enrolled {
  readonly application: Application;
  /** The name of the programme. */
  readonly programme: string;
  /** As identity has it. */
  readonly email: string | undefined;
  readonly officer: Officer;
}

/** What comes before and after an enrolment at the parts that not every country has. */
export interface FollowUp {
  read(scene: DeskScene, known: Pick<CaseFile, "entry" | "programme" | "journey">): Promise<CaseFile>;
  /** Appoints a visit and tells the applicant. What does not come about ends no enrolment, and stands in the journey. */
  begin(scene: DeskScene, journey: Journey, enrolled: Enrolled): Promise<void>;
}

/** The follow-up of one desk. Messaging tells of notices by their numbers only, so that the desk keeps those it has sent. */
export function openFollowUp(cast: Cast): FollowUp {
  const sent = new Map<string, readonly SentNotice[]>();
  // Messaging tells of a notice only whoever sent it, by a key.
  const mark = `desk-${randomUUID()}`;
  return {
    read: async (scene, known) => {
      const { id, personId, applicant } = known.entry;
      const words = await told(
        scene.work("consenting", "What the person has agreed to", (part) => readWords(part, cast, personId)),
      );
      const visits = await told(
        scene.work("scheduling", "When the person is expected", (part) =>
          listVisits(part, applicant?.name ?? personId),
        ),
      );
      const notices = await told(
        scene.work("telling", "What the person was told", (part) =>
          readAgain({ ...part, mark }, sent.get(id) ?? []),
        ),
      );
      return { ...known, words, visits, notices };
    },
    begin: async (scene, journey, enrolled) => {
      const visit = await note(journey, "There is no follow-up visit", () => appoint(scene, enrolled));
      if (visit !== undefined)
        journey.outcomes.push(`${visit.title}: ${formatMoment(visit.from)}, with ${enrolled.officer.name}.`);
      const notice = await note(journey, "The applicant is not told", () =>
        tell(scene, { ministry: cast.ministry, mark }, enrolled, visit),
      );
      if (notice === undefined) return;
      const { id, name } = enrolled.application;
      sent.set(id, [...(sent.get(id) ?? []), notice]);
      journey.outcomes.push(`Notice to ${name}: ${notice.state}.`);
    },
  };
}

function appoint(scene: DeskScene, { application, email, officer }: Enrolled): Promise<Visit> | undefined {
  const meeting = { officer: officer.name, applicant: application.name, email };
  return scene.work("scheduling", "A follow-up visit is appointed", (part) => appointVisit(part, meeting));
}

function tell(
  scene: DeskScene,
  { ministry, mark }: { readonly ministry: string; readonly mark: string },
  { application: { name }, email, officer, programme }: Enrolled,
  visit: Visit | undefined,
): Promise<SentNotice> | undefined {
  return scene.work("telling", "The applicant is told by e-mail", async (part) => {
    if (email === undefined) throw new Unmet("identity knows no e-mail address of theirs");
    const coming = visit === undefined ? "" : ` ${officer.name} expects you on ${formatMoment(visit.from)}.`;
    return sendNotice(
      { ...part, mark },
      {
        ministry,
        officer,
        recipient: { name, email },
        title: `You are enrolled in: ${programme}`,
        content: `Dear ${name},\n\nyou are enrolled in: ${programme}.${coming}\n\n${ministry}`,
      },
    );
  });
}

/** What has become of these notices until now. */
async function readAgain(telling: CheckContext, notices: readonly SentNotice[]): Promise<SentNotice[]> {
  const read: SentNotice[] = [];
  for (const notice of notices) read.push({ ...notice, state: await readState(telling, notice.requestUid) });
  return read;
}

/** What a part tells; undefined where it does not answer as it should. */
async function told<T>(reading: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Unmet) return undefined;
    throw error;
  }
}

/** What came of it; where it did not come about, why is noted in the journey. */
async function note<T>(
  journey: Journey,
  otherwise: string,
  work: () => Promise<T> | undefined,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Unmet)) throw error;
    journey.troubles.push(`${otherwise}: ${error.message}`);
    return undefined;
  }
}
