import { badRequest } from "../../../../reference/refusal.ts";

/** Who asks, and where the result goes: what GovStack's operations have in headers, each under several names. */
export interface Callers {
  /** The institution that a beneficiary belongs to; undefined where no header names one. */
  institution(headers: Headers): string | undefined;
  /** The sender's own id of a request. Throws where it is missing. */
  correlation(headers: Headers): string;
  /** Where the result is to be posted; undefined where no header says. Throws for an address that is not allowed. */
  callback(headers: Headers): string | undefined;
}

/** Reads the headers; results go to these origins only (`https://host:port`). */
export function createCallers(origins: readonly string[]): Callers {
  const allowed = new Set(origins.map((origin) => new URL(origin).origin));
  return {
    institution: (headers) =>
      text(headers, ["X-Registering-Institution-ID", "registeringInstitutionId", "X-Program-Id"], 20),
    correlation: (headers) => {
      const names = ["X-CorrelationID", "X-Client-Correlation-ID", "X-Correlation-ID"];
      const id = text(headers, names, 20);
      if (id === undefined) throw badRequest(`the header ${names[0]} is required`);
      return id;
    },
    callback: (headers) => {
      const given = text(headers, ["X-Callback-URL", "X-Callback_URL"], 2000);
      if (given === undefined) return undefined;
      const url = URL.parse(given);
      // The adapter reaches the hub's own administration, which asks nobody who they are.
      if (url === null || !allowed.has(url.origin) || url.username !== "") {
        throw badRequest(
          "X-Callback-URL is no address to which results may be posted; the profile lists them",
        );
      }
      return url.href;
    },
  };
}

/** The header `Platform-TenantId`, which scopes what a caller sees. Throws where it is missing. */
export function tenantOf(headers: Headers): string {
  const tenant = text(headers, ["Platform-TenantId", "X-Platform-TenantId"], 20);
  if (tenant === undefined) throw badRequest("the header Platform-TenantId is required");
  return tenant;
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
