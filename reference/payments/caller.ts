import { badRequest } from "../refusal.ts";
import { whyRefused } from "../target-address.ts";

const MOST_ID = 20;
const MOST_URL = 2000;
const TRACE = /^[\w.:-]{1,128}$/;

/** The institution that a request is made for; undefined where no header names one. */
export function institutionOf(headers: Headers): string | undefined {
  return text(headers, ["X-Registering-Institution-ID", "registeringInstitutionId"], MOST_ID);
}

/** The programme whose budget is meant; undefined where no header names one. */
export function programOf(headers: Headers): string | undefined {
  return text(headers, ["X-Program-Id"], MOST_ID);
}

/** The sender's own id of a request. Throws a {@link Refusal} where it is missing. */
export function correlationOf(headers: Headers): string {
  return required(headers, ["X-CorrelationID", "X-Client-Correlation-ID", "X-Correlation-ID"]);
}

/** The number under which a call-back is known to whoever asked; `otherwise` where the request named none. */
export function traceOf(headers: Headers, otherwise: string): string {
  const names = ["X-CorrelationID", "X-Client-Correlation-ID", "X-Correlation-ID"];
  const given = names.map((name) => headers.get(name)).find((value) => value !== null);
  return given != null && TRACE.test(given) ? given : otherwise;
}

/** Whom the answer is scoped to. Throws a {@link Refusal} where it is missing. */
export function tenantOf(headers: Headers): string {
  return required(headers, ["Platform-TenantId", "X-Platform-TenantId"]);
}

/** The payer's institution. Throws a {@link Refusal} where it is missing. */
export function payerInstitutionOf(headers: Headers): string {
  return required(headers, ["X-PayerFI-Id", "PayerFI-Id", "X-Payer-FI-ID"]);
}

/** The biller. Throws a {@link Refusal} where it is missing. */
export function billerOf(headers: Headers): string {
  return required(headers, ["X-billerId"]);
}

/**
 * Where the result is to be posted; undefined where no header says. Throws a {@link Refusal} for what is no address
 * of the web, and for loopback where that is not allowed.
 */
export function callbackOf(headers: Headers, allowLoopback: boolean): string | undefined {
  const given = text(headers, ["X-Callback-URL", "X-Callback_URL"], MOST_URL);
  if (given === undefined) return undefined;
  const trouble = targetTrouble(given, allowLoopback);
  if (trouble !== undefined) throw badRequest(`X-Callback-URL: ${trouble}`);
  return new URL(given).href;
}

/** Why an address cannot be called; undefined where it can, as far as its text tells. */
export function targetTrouble(address: string, allowLoopback: boolean): string | undefined {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    return "an http or https address without a user name is expected";
  return allowLoopback ? undefined : whyRefused(address);
}

function required(headers: Headers, names: readonly string[]): string {
  const found = text(headers, names, MOST_ID);
  if (found === undefined) throw badRequest(`the header ${names[0]} is required`);
  return found;
}

function text(headers: Headers, names: readonly string[], most: number): string | undefined {
  for (const name of names) {
    const value = headers.get(name)?.trim();
    if (value === undefined || value === "") continue;
    if (value.length > most) throw badRequest(`the header ${name} is longer than ${most} characters`);
    return value;
  }
  return undefined;
}
