import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Call } from "../operation.ts";
import { forbidden } from "../refusal.ts";
import type { RegistrationSettings } from "./settings.ts";

/** How applications for applicants are named in development, where nobody lists those of operators. */
const PORTAL = /^(?:.*-)?portal$/;

/** On whose behalf an application calls: operators', or applicants' and then it sees its own files alone. */
export type Side =
  | { readonly kind: "operator"; readonly client: string | undefined }
  | { readonly kind: "applicant"; readonly client: string };

/** The side of a caller (docs/adr/0017). Refuses (403) somebody unnamed where operators are listed. */
export function sideOf({ client }: Call, { operators }: RegistrationSettings): Side {
  if (client === undefined) {
    if (operators === undefined) return { kind: "operator", client };
    throw forbidden("who calls has to be said here (Information-Mediator-Client)");
  }
  const name = formatIdentifier(client);
  const isOperator = operators?.has(name) ?? !PORTAL.test(client.application);
  return { kind: isOperator ? "operator" : "applicant", client: name };
}

/** Refuses (403) a caller that acts for applicants. */
export function requireOperator(call: Call, settings: RegistrationSettings): Side {
  const side = sideOf(call, settings);
  if (side.kind === "operator") return side;
  throw forbidden("this is for operators; the calling application acts for applicants");
}
