import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import type { CallbackSink, Received } from "../../callback-sink.ts";
import { type CheckContext, NotApplicable, Unmet } from "../../check.ts";
import { expectEqual, expectTrue } from "../../expect.ts";

/** How long a call may take, also one that is tried again after a second. */
const ARRIVAL_MS = 8000;
const SILENCE_MS = 80;

function sinkOf(context: CheckContext): CallbackSink {
  if (context.sink === undefined) throw new NotApplicable("there is no sink for the call-backs");
  return context.sink;
}

/** The address at which a check waits for an operation that the part makes. It is named in it, for the mutants. */
export const callbackUrl = (context: CheckContext, operation: string): string =>
  `${sinkOf(context).urlFor(context.mark)}/${operation}`;

/** A call that arrived, and its content. */
export interface Arrival<T> {
  readonly call: Received;
  readonly content: T;
}

/** Whether a call came to this path below the check's address, or below that. */
const cameTo = (path: string) => (call: Received) =>
  call.path.split("?", 1)[0] === `/${path}` || call.path.startsWith(`/${path}/`);

/** The next call to a path, which must be a POST of JSON in this shape. A failure names the place, never a value. */
export async function expectArrival<T>(
  context: CheckContext,
  path: string,
  shape: z.ZodType<T>,
): Promise<Arrival<T>> {
  const call = await expectCall(context, path, "POST");
  const type = call.headers["content-type"]?.split(";")[0]?.trim();
  expectEqual(type, "application/json", `the type of what came to ${path}`);
  const parsed = shape.safeParse(parse(call.body));
  if (parsed.success) return { call, content: parsed.data };
  const first = parsed.error.issues[0];
  throw new Unmet(
    `in what came to ${path}, ${first?.path.join(".") || "the content"}: ${first?.message ?? "differs"}`,
  );
}

/** The next call to a path, by this method. */
export async function expectCall(
  context: CheckContext,
  path: string,
  method: "GET" | "POST",
): Promise<Received> {
  const call = await sinkOf(context).next(context.mark, cameTo(path), ARRIVAL_MS);
  if (call === undefined) throw new Unmet(`no call came to ${path}`);
  expectEqual(call.method, method, `the method of the call to ${path}`);
  return call;
}

/** So many calls came to a path, and no more come. */
export async function expectCalls(context: CheckContext, path: string, count: number): Promise<void> {
  await delay(SILENCE_MS);
  const calls = (await sinkOf(context).received(context.mark)).filter(cameTo(path));
  expectEqual(calls.length, count, `the number of calls to ${path}`);
}

/** The receiver is out of order for the first call, whichever it is; what it could not take has to come again. */
export async function refuseFirst(context: CheckContext): Promise<void> {
  await sinkOf(context).answerWith(context.mark, [503, 204]);
}

/** The call comes twice with the same content, as its receiver was out of order at first; and then not any more. */
export async function expectAgain<T>(
  context: CheckContext,
  path: string,
  shape: z.ZodType<T>,
): Promise<Arrival<T>> {
  const first = await expectArrival(context, path, shape);
  const again = await expectArrival(context, path, shape);
  expectTrue(
    first.call.body === again.call.body,
    `the call to ${path} says something else when it comes again`,
  );
  await expectCalls(context, path, 2);
  return again;
}

/** The call says with these headers, named in lower case, what it belongs to. */
export function expectHeaders(call: Received, path: string, wanted: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(wanted))
    expectEqual(call.headers[name], value, `the header ${name} of the call to ${path}`);
}

/** The value of a parameter in the address that was called. */
export const parameterOf = (call: Received, name: string): string | null =>
  new URLSearchParams(call.path.split("?", 2)[1] ?? "").get(name);

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
