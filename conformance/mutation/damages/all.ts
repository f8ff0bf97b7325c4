import type { Damage, DamageKind, Observed } from "../damage.ts";
import { deliveryDamages } from "./deliveries.ts";
import { fieldDropped, typeChanged, valueChanged } from "./fields.ts";
import { itemDoubled, itemDropped, listEmptied, logEntryMissing } from "./lists.ts";
import { missingCallerTaken, wrongCallerTaken } from "./rights.ts";
import { staleRead, writeLost } from "./state.ts";
import { envelopedRefusalAnswered, notFoundAnswered, refusalAnswered, statusSwapped } from "./statuses.ts";
import { answerCut, answerLate, contentTypeChanged } from "./transport.ts";

const SERVED: readonly DamageKind[] = [
  statusSwapped,
  notFoundAnswered,
  refusalAnswered,
  envelopedRefusalAnswered,
  missingCallerTaken,
  wrongCallerTaken,
  writeLost,
  staleRead,
  logEntryMissing,
  itemDropped,
  itemDoubled,
  listEmptied,
  fieldDropped,
  typeChanged,
  valueChanged,
  contentTypeChanged,
  answerCut,
  answerLate,
];

/** Every damage that applies to an operation, by what the undamaged run showed of it. */
export function damagesOf(observed: Observed): readonly Damage[] {
  if (observed.operation.direction === "emitted") return deliveryDamages(observed);
  return SERVED.flatMap((kind) => kind(observed));
}
