import type { CheckContext, UseCaseContext } from "../check.ts";
import { expectEqual, expectTrue } from "../expect.ts";
import type { HttpRequest } from "../http.ts";
import { checkContextOf } from "./check-context.ts";
import { refuse } from "./rules.ts";

const CORRELATION = "x-correlation-id";

/** How a ministry reaches those of these roles. */
export interface Ways<Role extends string = string> {
  /** Who it is to the mediator, `INSTANCE/CLASS/MEMBER/APPLICATION`. */
  readonly caller: string;
  /** A part of another ministry, through the mediator; `cleanUp` takes what ends what is made there. */
  to(role: Role, cleanUp?: CheckContext["cleanUp"]): CheckContext;
  /** The numbers with which each of them has answered. */
  numbers(): ReadonlyMap<Role, ReadonlySet<string | undefined>>;
}

/** The ways of a caller. A call that the mediator refuses or cannot pass on ends the application. */
export function openWays<Role extends string>(
  context: UseCaseContext,
  caller: string,
  roles: readonly Role[],
): Ways<Role> {
  const seen = new Map(roles.map((role) => [role, new Set<string | undefined>()]));
  const send = async (role: Role, request: HttpRequest) => {
    const path = `${context.servicePath[role] ?? ""}${request.path}`;
    const exchange = await context.mediator.send({ client: caller, ...request, path });
    const { status } = exchange;
    if (status === 401 || status === 403)
      throw refuse("mediator", "right", `the call was answered ${status}`, exchange);
    if (status >= 500) throw refuse("mediator", "provider", `the call was answered ${status}`, exchange);
    seen.get(role)?.add(exchange.headers[CORRELATION]);
    return exchange;
  };
  return {
    caller,
    to: (role, cleanUp = context.cleanUp) => ({
      ...checkContextOf(context, role),
      cleanUp,
      http: { send: (request) => send(role, request) },
    }),
    numbers: () => seen,
  };
}

/**
 * Every part has answered with the story's number, those on the way and those that people use, and what was called back
 * at these marks of the sink came with it.
 */
export async function expectOneNumber(
  context: UseCaseContext,
  ways: Ways,
  marks: readonly string[],
): Promise<void> {
  const { correlationId, direct, sink } = context;
  for (const [role, numbers] of ways.numbers())
    expectEqual([...numbers], [correlationId], `the numbers that ${role} answered with`);
  const own = {
    registering: await direct("registering").send({ path: "/services" }),
    identity: await direct("identity").send({ path: "/.well-known/openid-configuration" }),
  };
  for (const [hop, answer] of Object.entries(own))
    expectEqual(answer.headers[CORRELATION], correlationId, `the number that ${hop} answers with`, answer);
  for (const mark of marks) {
    const calls = (await sink?.received(mark)) ?? [];
    expectTrue(calls.length > 0, "nothing was called back");
    const told = new Set(calls.map(({ headers }) => headers[CORRELATION]));
    expectEqual([...told], [correlationId], "the numbers of what was called back");
  }
}
