import type { CheckContext } from "../../check.ts";
import { checksOf, positive } from "../checks-of.ts";
import { expectTaken, SMALL } from "./answers.ts";
import { bodyRefusals, type Scene, withContent } from "./body-refusals.ts";
import {
  change,
  type Desk,
  type Entry,
  entryOf,
  expectRegistered,
  expectUnregistered,
  g2p,
  MAPPER,
  openDesk,
  register,
  strikeOff,
} from "./mapper.ts";
import { newId } from "./town.ts";

/** Sends a change, which must be taken. */
export async function changes(desk: Desk, changed: readonly object[], id = newId()): Promise<void> {
  expectTaken(await desk.send("PUT", change(id, desk, changed), "notifyUpdate"), 200, SMALL, id);
}

async function openWithOne(context: CheckContext): Promise<{ readonly desk: Desk; readonly entry: Entry }> {
  const desk = openDesk(context);
  const entry = entryOf(context, 0);
  await register(context, desk, [entry]);
  await expectRegistered(context, desk, [entry]);
  return { desk, entry };
}

async function changesAddress(context: CheckContext): Promise<void> {
  const { desk, entry } = await openWithOne(context);
  const other = entryOf(context, 1);
  await register(context, desk, [other]);
  const { payeeIdentity } = entry;
  const financialAddress = "27990000055";
  await changes(desk, [{ payeeIdentity, financialAddress }]);
  await expectRegistered(context, desk, [{ ...entry, financialAddress }, other]);
}

async function changesAll(context: CheckContext): Promise<void> {
  const { desk, entry } = await openWithOne(context);
  const changed = {
    ...entry,
    paymentModality: "00",
    financialAddress: "DE02120300000000202051",
    bankingInstitutionCode: "TESTBANKXXX",
  };
  for (const _ of ["first", "again"]) await changes(desk, [changed]);
  await expectRegistered(context, desk, [changed]);
}

async function changesOnce(context: CheckContext): Promise<void> {
  const { desk, entry } = await openWithOne(context);
  const id = newId();
  const changed = { ...entry, financialAddress: "27990000055" };
  for (const _ of ["first", "again"]) await changes(desk, [changed], id);
  await expectRegistered(context, desk, [changed]);
}

async function registersNobody(context: CheckContext): Promise<Scene> {
  const { desk, entry } = await openWithOne(context);
  const changed = { ...entry, financialAddress: "27990000055" };
  return {
    request: desk.request("PUT", change(newId(), desk, [changed]), "notifyUpdate"),
    expectNothing: () => expectRegistered(context, desk, [entry]),
  };
}

async function changesNobodyNew(context: CheckContext): Promise<void> {
  const { desk, entry } = await openWithOne(context);
  const unknown = entryOf(context, 1);
  await changes(desk, [unknown, { ...entry, financialAddress: "27990000055" }]);
  await expectUnregistered(context, desk.institution, unknown.payeeIdentity);
  await expectRegistered(context, desk, [{ ...entry, financialAddress: "27990000055" }]);
}

async function changesForeign(context: CheckContext): Promise<void> {
  const { desk, entry } = await openWithOne(context);
  const other = openDesk(context);
  strikeOff(context, other, [entry]);
  await changes(other, [{ ...entry, financialAddress: "27990000055" }]);
  await expectRegistered(context, desk, [entry]);
}

const unusual = { needsSink: true };

/** Changing where beneficiaries are paid. */
export const changeChecks = checksOf("updateBeneficiary", g2p("UpdateBeneficiaryRequest", `PUT ${MAPPER}`), [
  positive(
    "change-address",
    "A change of the address leaves everything else as it was",
    changesAddress,
    unusual,
  ),
  positive("change-all", "Modality, institution and address can be changed together", changesAll, unusual),
  positive("change-again", "The same change sent twice is answered like the first one", changesOnce, {
    ...unusual,
    level: "RECOMMENDED",
  }),
  positive("change-unknown", "A change registers nobody who was not registered", changesNobodyNew, unusual),
  positive("change-foreign", "A change by another institution changes nothing", changesForeign, unusual),
  ...bodyRefusals("change", registersNobody, [
    {
      id: "long-id",
      title: "A request's id of more than 12 characters is refused",
      changed: (request) => withContent(request, { requestID: `${newId()}7` }),
    },
    {
      id: "wrong-status",
      title: "A status that is neither 0 nor 1 is refused",
      changed: (request) => {
        const { beneficiaries } = request.json as { readonly beneficiaries: readonly object[] };
        return withContent(request, { beneficiaries: beneficiaries.map((one) => ({ ...one, status: "2" })) });
      },
    },
    {
      id: "without-person",
      title: "A change that does not say whose it is is refused",
      changed: (request) => withContent(request, { beneficiaries: [{ financialAddress: "27990000055" }] }),
    },
  ]),
]);
