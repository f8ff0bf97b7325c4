import { formatIdentifier, type ServiceIdentifier } from "../../charts/spi/index.ts";
import { presentsToken } from "../bearer-token.ts";
import { parseIdentifier } from "../identifier.ts";
import type { Call } from "../operation.ts";
import { badRequest, forbidden, Refusal } from "../refusal.ts";
import { isAllowed, isRegistered } from "./applications.ts";
import { hasMembers } from "./configuration.ts";
import type { Mediator } from "./mediator.ts";

/** The service of a room's application whose rights say who may use the room. */
export const EVENTS_SERVICE = "events";

const SPELLINGS = ["x-govstack-client", "information-mediator-client", "x-road-client"];

/** Someone in a room. Both are `INSTANCE/CLASS/MEMBER/APPLICATION`. */
export interface Visit {
  readonly room: string;
  readonly client: ServiceIdentifier;
}

/**
 * The caller as its header names it. Throws 400 where there is none, where it has another form, and where two
 * spellings of the header name two callers, because nobody could say whose rights count.
 */
export function callerOf(headers: Headers): ServiceIdentifier {
  const given = SPELLINGS.map((name) => headers.get(name)).filter((value) => value !== null);
  const callers = given.map(parseIdentifier);
  const [caller] = callers;
  if (caller === undefined || callers.includes(undefined)) {
    throw badRequest("the header X-GovStack-Client must say INSTANCE/CLASS/MEMBER/APPLICATION");
  }
  const names = new Set(callers.map((one) => one && formatIdentifier(one)));
  if (names.size > 1) throw badRequest("the caller's headers name more than one caller");
  return caller;
}

/** The application that a path names: the provider of services, or a room. */
export function addresseeOf(params: Readonly<Record<string, string>>): ServiceIdentifier {
  return {
    instance: params["instanceId"] ?? "",
    memberClass: params["memberClass"] ?? "",
    memberCode: params["memberCode"] ?? "",
    application: params["applicationCode"] ?? "",
  };
}

/**
 * Lets a caller into the room of the path, or says why not: 403 for a caller that is not registered or may not use
 * the room. An undefined room is one that is not registered; each operation has its own status for that.
 *
 * In development any registered application may use any room. Elsewhere it is the room's own application and those
 * with a right on its service `events`, for subscribing too: events can be about people.
 */
export function enterRoom(mediator: Mediator, call: Call): Visit | undefined {
  const client = callerOf(call.headers);
  const addressee = addresseeOf(call.params);
  const room = formatIdentifier(addressee);
  const development = mediator.environment === "development";
  return mediator.store.read((db) => {
    // A harness that tests the mediator alone never registers anybody.
    if (development && !hasMembers(db)) return parseIdentifier(room) && { room, client };
    if (!isRegistered(db, client)) throw forbidden(`${formatIdentifier(client)} is not registered here`);
    if (!isRegistered(db, addressee)) return undefined;
    const own = formatIdentifier(client) === room;
    if (!development && !own && !isAllowed(db, client, addressee, EVENTS_SERVICE))
      throw forbidden(`${formatIdentifier(client)} has no right on ${room}/${EVENTS_SERVICE}`);
    return { room, client };
  });
}

/** Like {@link enterRoom} where a room that is not there is an error in the request. */
export function requireRoom(mediator: Mediator, call: Call): Visit {
  const visit = enterRoom(mediator, call);
  if (visit === undefined) throw badRequest("the room is not a registered application of this instance");
  return visit;
}

/**
 * Lets only the management change or see the configuration, the rights and the log: whoever presents its token, where
 * there is one. Without a token it is the mediator's own application, which need not be registered with itself, and
 * the registered ones of the member that it belongs to; in development there are no users then (server contract 1),
 * and anybody may.
 */
export function requireManagement(mediator: Mediator, call: Call): void {
  const { managementToken } = mediator;
  if (managementToken !== undefined) {
    // The caller's header is a claim that anybody can make; the token is not.
    if (presentsToken(call.headers, managementToken)) return;
    throw new Refusal(401, "Client.Unauthorized", "this takes the management's token as a bearer token");
  }
  if (mediator.environment === "development") return;
  const client = callerOf(call.headers);
  const { identifier, store } = mediator;
  if (formatIdentifier(client) === formatIdentifier(identifier)) return;
  const colleague =
    client.memberClass === identifier.memberClass && client.memberCode === identifier.memberCode;
  if (!colleague || !store.read((db) => isRegistered(db, client)))
    throw new Refusal(401, "Client.Unauthorized", "only the mediator's own organization may do this");
}
