import type { Block } from "../../charts/spi/index.ts";

/** What it may mean to people when a block does not behave as specified; whole sentences for the first screen. */
export const MEANINGS: Readonly<Record<Block, string>> = {
  "information-mediator":
    "Offices cannot rely on exchanging data; people may have to carry papers from one to the next.",
  identity: "People may be unable to prove who they are, or someone else may pass for them.",
  payments: "Money for people may not arrive, arrive twice, or not be accounted for.",
  "digital-registries":
    "Records about people may be missing, wrong or out of date when an office looks them up.",
  registration: "Applications may get lost or stay unanswered.",
  consent: "Data may be used without the agreement of the person, or be withheld in spite of it.",
  messaging: "People may not get the notices that they wait for.",
  workflow: "Cases may stop half-way without anybody noticing.",
  scheduler: "Appointments may get lost or be given twice.",
  "e-signature": "Signed documents may not be accepted as genuine.",
  "e-marketplace": "Offers and orders may not be what was agreed.",
  gis: "Places may be found wrongly, and services planned where they are not needed.",
  wallet: "People may be unable to show their certificates, or forged ones may be accepted.",
  cms: "People may read information that is missing or out of date.",
  "cloud-infrastructure": "Services may stop without warning, and what they hold may get lost.",
};
