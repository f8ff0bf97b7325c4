import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { dateTime } from "./envelope.ts";
import { head, type TestPerson } from "./people.ts";
import type { RelyingParty } from "./relying-party.ts";
import { signInSomebody } from "./tokens.ts";

/** A signed-in person, as credential management knows one. */
export interface Session {
  readonly party: RelyingParty;
  readonly person: TestPerson;
  readonly accessToken: string;
}

/** Signs a person of this check's own in. */
export async function openSession(context: CheckContext): Promise<Session> {
  const { party, person, tokens } = await signInSomebody(context);
  return { party, person, accessToken: tokens.accessToken };
}

/** Sends a request as the bearer of a token; without a token where it is undefined. */
export function sendAs(
  { http }: CheckContext,
  accessToken: string | undefined,
  request: HttpRequest,
): Promise<Exchange> {
  const authorization = accessToken === undefined ? null : `Bearer ${accessToken}`;
  return http.send({ ...request, client: null, headers: { authorization, ...request.headers } });
}

const errorEntry = z
  .looseObject({
    errorCode: z.string().min(1),
    // The files have both names for it.
    message: z.string().optional(),
    errorMessage: z.string().optional(),
  })
  .refine(({ message, errorMessage }) => (message ?? errorMessage ?? "") !== "", {
    message: "an error has no words for people",
  });

/** The same is not said twice. */
const errorList = z
  .array(errorEntry)
  .refine((list) => new Set(list.map((one) => JSON.stringify(one))).size === list.length, {
    message: "an error is named twice",
  });

const answer = z
  .looseObject({
    id: z.string(),
    version: z.string(),
    // The files have three names for it, too.
    responsetime: dateTime.optional(),
    responseTime: dateTime.optional(),
    requestTime: dateTime.optional(),
    response: z.unknown().optional(),
    // One operation has a single error where the others have a list.
    errors: z.union([errorList, errorEntry, z.strictObject({})]).nullish(),
  })
  .refine(
    (said) => [said.responsetime, said.responseTime, said.requestTime].some((time) => time !== undefined),
    {
      message: "the time of the answer is missing",
    },
  );

function errorsIn(exchange: Exchange): string[] {
  const { errors } = expectShape(exchange, answer);
  const list = Array.isArray(errors) ? errors : [errors ?? {}];
  return list.flatMap((error) => (typeof error["errorCode"] === "string" ? [error["errorCode"]] : []));
}

/** It was done; gives its `response`, which has this shape. `asked` is what the request said of itself. */
export function expectManaged<T>(
  exchange: Exchange,
  shape: z.ZodType<T>,
  asked?: ReturnType<typeof head>,
): T {
  expectStatus(exchange, 200);
  const codes = errorsIn(exchange);
  expectEqual(codes, [], "the errors in the answer", exchange);
  const { response, ...said } = expectShape(exchange, z.looseObject({ response: shape }));
  if (asked !== undefined) {
    const { id, version } = asked;
    expectMatches(said, { id, version }, "the answer", exchange);
  }
  return response as T;
}

/** It was understood and not done, for one of these reasons. */
export function expectNotManaged(exchange: Exchange, ...reasons: readonly string[]): void {
  expectStatus(exchange, 200);
  const codes = errorsIn(exchange);
  expectTrue(codes.length > 0, `it was done, and not refused as ${reasons.join(" or ")}`, exchange);
  expectTrue(
    codes.some((code) => reasons.includes(code)),
    `it was refused as ${codes.join(", ")}, not as ${reasons.join(" or ")}`,
    exchange,
  );
}

/** The number of an event: 16 digits. */
export const eventId = z.string().regex(/^\d{16}$/);

/** The number of the event that an answer made, from its header. */
export function eventIn(exchange: Exchange): string {
  const given = exchange.headers["eventid"] ?? "";
  expectTrue(eventId.safeParse(given).success, "the answer's header eventId has no 16 digits", exchange);
  return given;
}

/** A purpose, as the checks name it. */
export const PURPOSE = "Opening an account";

/** Shares the person's email with the service that it has signed in at. */
export function share(
  context: CheckContext,
  { party, accessToken }: Session,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Exchange> {
  const request = {
    partnerId: party.described.relyingPartyId,
    sharableAttributes: [{ attributeName: "email", format: "", isMasked: false }],
    purpose: PURPOSE,
    consent: "Accepted",
    ...changes,
  };
  const json = { ...head("mosip.resident.share.credential"), request };
  return sendAs(context, accessToken, { method: "POST", path: "/share-credential", json });
}

/** Reads an event. */
export function readEvent(
  context: CheckContext,
  accessToken: string | undefined,
  id: string,
  language = "eng",
): Promise<Exchange> {
  return sendAs(context, accessToken, { path: `/events/${id}`, query: { language } });
}
