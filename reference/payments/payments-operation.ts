import type { Answer, Call, Operation, Parameter } from "../operation.ts";
import type { Body } from "./body.ts";

/** An operation of payments: its body is read in whatever spelling its names have. */
export interface PaymentsOperation<T> {
  readonly id: string;
  readonly summary: string;
  readonly method: Operation["method"];
  readonly path: string;
  /** Other spellings of the path that are in use. */
  readonly alsoAt?: readonly string[];
  readonly query?: readonly Parameter[];
  readonly headers?: readonly Parameter[];
  readonly responses: Operation["responses"];
  readonly body: Body<T>;
  readonly handle: (call: Call<T>) => Answer | Promise<Answer>;
}

/** Declares an operation with a body. */
export function definePayment<T>(operation: PaymentsOperation<T>): Operation {
  const { alsoAt, body, handle, path, ...facts } = operation;
  return {
    ...facts,
    path,
    ...(alsoAt === undefined ? {} : { routes: [routeOf(path), ...alsoAt] }),
    body: body.described,
    handle: (call) => handle({ ...call, body: body.read(call.body) }),
  };
}

function routeOf(path: string): string {
  return path.replace(/\{(\w+)\}/g, ":$1");
}
