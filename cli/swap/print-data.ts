import { say } from "../messages/talk-en.ts";
import type { ClaimFate, OpaqueObject, SwapSummary } from "./swap-summary.ts";

const { swap: words } = say;

/** What becomes of the data, a sentence a line: what nobody does, then claim by claim, then what nobody examined. */
export function dataLines(summary: SwapSummary): string[] {
  const { data, before, part } = summary;
  const stays = data.claims.some(({ fate }) => fate === "unused") || data.secrets.length > 0;
  return [
    headOf(summary),
    ...data.claims.map((claim) => claimLine(claim, summary)),
    ...data.opaque.map(opaqueLine),
    ...(data.secrets.length === 0 ? [] : [words.secrets(data.secrets)]),
    ...(stays ? [words.swapBack] : []),
    ...(data.seed === undefined || before.product === summary.after.product ? [] : [words.seed(part)]),
  ];
}

function headOf({ data, before, after }: SwapSummary): string {
  if (before.url !== undefined) return words.dataElsewhere(before.product);
  if (before.product === after.product && after.url === undefined) return words.sameProduct(before.product);
  const holds = data.claims.some(({ fate }) => fate !== "new") || data.opaque.length > 0;
  return holds ? words.nothingMoved(before.product, after.product) : words.noClaims(before.product);
}

function claimLine(claim: ClaimFate, { part, before, after }: SwapSummary): string {
  const { storage, fate } = claim;
  const name = `${claim.namespace}/${claim.name}`;
  if (fate === "new") return words.fresh(name, storage);
  if (fate === "unknown") return words.dataUnknown(name, storage);
  if (fate === "unused") return words.unused(name, storage);
  if (before.product === after.product) return words.stays(name, storage);
  const kept =
    claim.part === part
      ? words.takenOver(name, storage, before.product, after.product)
      : words.serviceGoesOn(name, storage, claim.part, before.product, after.product);
  const trouble = troubleOf(claim);
  return trouble === undefined ? kept : `${kept}; ${trouble}`;
}

function troubleOf({ trouble, wanted = "", storage }: ClaimFate): string | undefined {
  if (trouble === undefined) return undefined;
  return { size: words.size(wanted, storage), class: words.class(wanted), modes: words.modes(wanted) }[
    trouble
  ];
}

function opaqueLine({ kind, namespace, name, fate }: OpaqueObject): string {
  const object = `${kind} ${namespace}/${name}`;
  if (fate === "unknown") return words.opaqueUnknown(object);
  if (fate === "stays") return words.opaqueStays(object);
  return kind === "HelmRelease" ? words.chartGoes(object) : words.customGoes(object);
}
