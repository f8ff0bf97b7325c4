import type { CheckContext } from "../../check.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { CAPITAL, expectTaken } from "./answers.ts";
import { bodyRefusals, type Scene } from "./body-refusals.ts";
import {
  type Desk,
  type Entry,
  entryOf,
  expectRegistered,
  expectUnregistered,
  openDesk,
  strikeOff,
} from "./mapper.ts";
import { beneficiaries, idOf, longId, OLDER, older, REGISTER, sendTwice } from "./older.ts";

const UPDATE = "/update-beneficiary-details";

async function registers(context: CheckContext): Promise<void> {
  const desk = openDesk(context);
  const entries = [entryOf(context, 0), entryOf(context, 1)];
  strikeOff(context, desk, entries);
  await sendTwice(context, beneficiaries(context, REGISTER, desk, entries));
  await expectRegistered(context, desk, entries);
}

async function openRegistered(
  context: CheckContext,
): Promise<{ readonly desk: Desk; readonly entry: Entry }> {
  const desk = openDesk(context);
  const entry = entryOf(context, 0);
  strikeOff(context, desk, [entry]);
  const request = beneficiaries(context, REGISTER, desk, [entry]);
  expectTaken(await context.http.send(request), 200, CAPITAL, idOf(request));
  return { desk, entry };
}

async function opensRegistration(context: CheckContext): Promise<Scene> {
  const { desk, entry } = await openRegistered(context);
  const unknown = entryOf(context, 1);
  return {
    request: beneficiaries(context, REGISTER, desk, [unknown]),
    expectNothing: async () => {
      await expectUnregistered(context, desk.institution, unknown.payeeIdentity);
      await expectRegistered(context, desk, [entry]);
    },
  };
}

/** Registering beneficiaries by 1.x. */
export const olderRegisterChecks = checksOf(
  "registerBeneficiary1",
  older(`POST ${REGISTER}`),
  [
    positive("older-register", "Who was registered by 1.x is found by 3.0, once", registers),
    ...bodyRefusals("older-register", opensRegistration, [longId]),
  ],
  OLDER,
);

async function changes(context: CheckContext): Promise<void> {
  const { desk, entry } = await openRegistered(context);
  const changed = { ...entry, paymentModality: "03", financialAddress: "27990000055" };
  await sendTwice(context, beneficiaries(context, UPDATE, desk, [changed]));
  await expectRegistered(context, desk, [changed]);
}

async function opensChange(context: CheckContext): Promise<Scene> {
  const { desk, entry } = await openRegistered(context);
  return {
    request: beneficiaries(context, UPDATE, desk, [{ ...entry, financialAddress: "27990000055" }]),
    expectNothing: () => expectRegistered(context, desk, [entry]),
  };
}

/** Changing beneficiaries by 1.x. */
export const olderUpdateChecks = checksOf(
  "updateBeneficiaryDetails1",
  older(`POST ${UPDATE}`),
  [
    positive("older-change", "What was changed by 1.x is found by 3.0", changes),
    negative("older-change-unknown", "A change registers nobody who was not registered", async (context) => {
      const { desk, entry } = await openRegistered(context);
      const unknown = entryOf(context, 1);
      await context.http.send(beneficiaries(context, UPDATE, desk, [unknown]));
      await expectUnregistered(context, desk.institution, unknown.payeeIdentity);
      await expectRegistered(context, desk, [entry]);
    }),
    ...bodyRefusals("older-change", opensChange, [longId]),
  ],
  OLDER,
);
