import { createHash, timingSafeEqual } from "node:crypto";
import { forbidden } from "../refusal.ts";
import type { Parameters } from "./parameters.ts";

/** In development without pairs, whoever is called so is let in nowhere: refusals want to be tried too. */
const STRANGER = "stranger";

/** Throws a refusal with 403 for a requestor without permission. */
export type Admit = (parameters: Pick<Parameters, "requestor" | "token">) => void;

/** Lets in whoever presents one of these pairs; where there are none, in development, everybody but strangers. */
export function admitRequestors(pairs: readonly (readonly [requestor: string, token: string])[]): Admit {
  const known = new Map<string, Buffer[]>();
  for (const [requestor, token] of pairs)
    known.set(requestor, [...(known.get(requestor) ?? []), digest(token)]);
  const nobody = [digest("")];
  return ({ requestor, token }) => {
    const isOpen = known.size === 0;
    // Unknown requestors take as long as known ones.
    const matches = (known.get(requestor) ?? nobody).filter((one) => timingSafeEqual(one, digest(token)));
    if (isOpen ? !requestor.startsWith(STRANGER) : known.has(requestor) && matches.length > 0) return;
    throw forbidden("no permission: this requestor and token are not known");
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
