import type { HubAddresses } from "../settings.ts";

/** A funds-in hangs while the broker is down, and is lost: it has to be given up and sent again under its id. */
const TIMEOUT_MS = 10_000;
/** Nobody checks the name. */
const OPERATOR = "hub_operator";

/** Which of the hub's services is asked. */
export type Service = keyof HubAddresses;

/** What a service answered; the body as JSON, or undefined where there is none. */
export interface HubAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The hub's administration. Nothing here is authenticated: only the network guards it. */
export interface HubApi {
  /** The body of a 200; anything else throws. Whether something is there is read from lists, never from a status. */
  read<T>(service: Service, path: string, stop: AbortSignal): Promise<T>;
  /** The same, and undefined for what is said not to be there. */
  find<T>(service: Service, path: string, stop: AbortSignal): Promise<T | undefined>;
  /** Sends a change. Its answer says little: the same condition comes as 400, 500 or 201. What is there is read again. */
  send(service: Service, method: Method, path: string, body: unknown, stop: AbortSignal): Promise<HubAnswer>;
}

type Method = "POST" | "PUT" | "DELETE";

/** Opens the administration in the name of the hub's operator, and account lookup in that of a participant. */
export function openHub(addresses: HubAddresses): HubApi {
  const ask = async (
    service: Service,
    method: string,
    path: string,
    body: unknown,
    stop: AbortSignal,
  ): Promise<HubAnswer> => {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await fetch(`${addresses[service]}${path}`, {
      method,
      headers: headersFor(service, body),
      redirect: "error",
      signal,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: parseJson(await response.text()) };
  };
  const get = async (service: Service, path: string, others: readonly number[], stop: AbortSignal) => {
    const { status, body } = await ask(service, "GET", path, undefined, stop);
    if (status === 200) return body;
    if (others.includes(status)) return undefined;
    throw new Error(`GET ${path} was answered ${status}${reasonIn(body)}`);
  };
  return {
    read: async <T>(service: Service, path: string, stop: AbortSignal) =>
      (await get(service, path, [], stop)) as T,
    find: async <T>(service: Service, path: string, stop: AbortSignal) =>
      (await get(service, path, [400, 404], stop)) as T | undefined,
    send: (service, method, path, body, stop) => ask(service, method, path, body, stop),
  };
}

/** FSPIOP's headers for account lookup (API definition 1.1, section 3.2.1), plain JSON for the others. */
function headersFor(service: Service, body: unknown): Record<string, string> {
  const date = new Date().toUTCString();
  if (service !== "lookup" && service !== "lookupAdmin") {
    const json = "application/json";
    return { accept: json, "content-type": json, date, "fspiop-source": OPERATOR };
  }
  const resource = "application/vnd.interoperability.participants+json;version=";
  const source = (body as { fspId?: string } | undefined)?.fspId ?? OPERATOR;
  return { accept: `${resource}1`, "content-type": `${resource}1.0`, date, "fspiop-source": source };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Mojaloop's own words about an error: `: 3003 Add Party information error - …`. */
export function reasonIn(body: unknown): string {
  const { errorInformation } = (body ?? {}) as {
    errorInformation?: { errorCode?: string; errorDescription?: string };
  };
  if (errorInformation === undefined) return "";
  return `: ${errorInformation.errorCode ?? ""} ${errorInformation.errorDescription ?? ""}`.trimEnd();
}
