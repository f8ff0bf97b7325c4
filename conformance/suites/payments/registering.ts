import type { CheckContext } from "../../check.ts";
import { expectStatus } from "../../expect.ts";
import { checksOf, positive } from "../checks-of.ts";
import { expectTaken, SMALL } from "./answers.ts";
import { bodyRefusals, type Scene, withContent, withoutHeader } from "./body-refusals.ts";
import {
  entryOf,
  expectRegistered,
  expectUnregistered,
  g2p,
  MAPPER,
  openDesk,
  register,
  registration,
  strikeOff,
} from "./mapper.ts";
import { newId } from "./town.ts";

async function registers(context: CheckContext): Promise<void> {
  const desk = openDesk(context);
  const bank = { paymentModality: "00", financialAddress: "DE02120300000000202051" };
  const entries = [entryOf(context, 0), { ...entryOf(context, 1), ...bank }];
  for (const { payeeIdentity } of entries) await expectUnregistered(context, desk.institution, payeeIdentity);
  await register(context, desk, entries);
  await expectRegistered(context, desk, entries);
}

async function registersOnce(context: CheckContext): Promise<void> {
  const desk = openDesk(context);
  const entries = [entryOf(context, 0)];
  strikeOff(context, desk, entries);
  const id = newId();
  for (const _ of ["first", "again"]) {
    const sent = await desk.send("POST", registration(id, entries), "notifyRegistration");
    expectTaken(sent, 200, SMALL, id);
  }
  await expectRegistered(context, desk, entries);
}

async function keepsApart(context: CheckContext): Promise<void> {
  const [one, other] = [openDesk(context), openDesk(context)];
  const entry = entryOf(context, 0);
  await register(context, one, [entry]);
  await expectUnregistered(context, other.institution, entry.payeeIdentity);
  const own = { ...entry, financialAddress: "27990000077" };
  await register(context, other, [own]);
  await expectRegistered(context, one, [entry]);
  await expectRegistered(context, other, [own]);
}

/** One person who is wrong does not keep the others from being registered; the answer tells that all were received. */
async function takesTheRest(context: CheckContext): Promise<void> {
  const desk = openDesk(context);
  const [right, wrong] = [entryOf(context, 0), { ...entryOf(context, 1), financialAddress: "no number" }];
  const sent = await register(context, desk, [wrong, right]);
  expectStatus(sent, 200);
  await expectRegistered(context, desk, [right]);
  await expectUnregistered(context, desk.institution, wrong.payeeIdentity);
}

async function opens(context: CheckContext): Promise<Scene> {
  const desk = openDesk(context);
  const [known, unknown] = [entryOf(context, 0), entryOf(context, 1)];
  await register(context, desk, [known]);
  return {
    request: desk.request("POST", registration(newId(), [unknown]), "notifyRegistration"),
    expectNothing: async () => {
      await expectRegistered(context, desk, [known]);
      await expectUnregistered(context, desk.institution, unknown.payeeIdentity);
    },
  };
}

const unusual = { needsSink: true };

/** Registering where beneficiaries are paid. */
export const registerChecks = checksOf(
  "registerBeneficiary",
  g2p("RegisterBeneficiaryRequest", `POST ${MAPPER}`),
  [
    positive("register", "Who was registered is found, with what was said of each", registers, unusual),
    positive("register-again", "The same request sent twice is one registration", registersOnce, {
      ...unusual,
      level: "RECOMMENDED",
    }),
    positive(
      "register-apart",
      "Two institutions register the same person without seeing each other",
      keepsApart,
      unusual,
    ),
    positive("register-the-rest", "One wrong entry does not keep the others out", takesTheRest, {
      ...unusual,
      level: "RECOMMENDED",
    }),
    ...bodyRefusals("register", opens, [
      {
        id: "long-id",
        title: "A request's id of more than 12 characters is refused",
        changed: (request) => withContent(request, { RequestID: `${newId()}7` }),
      },
      {
        id: "nobody",
        title: "A registration of nobody is refused",
        changed: (request) => withContent(request, { Beneficiaries: [] }),
      },
      {
        id: "without-institution",
        title: "A registration that does not say whose it is is refused",
        changed: (request) => withoutHeader(request, "X-Registering-Institution-ID"),
      },
    ]),
  ],
);
