import type { CheckContext } from "../../check.ts";
import type { Exchange, HttpRequest } from "../../http.ts";
import { negative, type Statement } from "../checks-of.ts";
import { expectDeclined } from "./answers.ts";

/** A request that would be taken, and how to see that nothing came of it. */
export interface Scene {
  readonly request: HttpRequest & { readonly json: unknown };
  /** Looks that nothing was done. */
  readonly expectNothing: () => Promise<void>;
}

/** What is wrong with a request whose content is right. */
export interface Fault {
  readonly id: string;
  readonly title: string;
  readonly changed: (request: Scene["request"]) => HttpRequest;
}

const headers = { "Content-Type": "application/json" };

/** The request with some of its content changed. */
export const withContent = (request: Scene["request"], changes: object): HttpRequest => ({
  ...request,
  json: { ...(request.json as object), ...changes },
});

/** The request without a header, whatever its capitals. */
export const withoutHeader = (request: Scene["request"], ...names: readonly string[]): HttpRequest => ({
  ...request,
  headers: { ...request.headers, ...Object.fromEntries(names.map((name) => [name, null])) },
});

/** What every operation with a body must refuse, each time without any effect. `id` begins the checks' ids. */
export function bodyRefusals(
  id: string,
  open: (context: CheckContext) => Promise<Scene>,
  faults: readonly Fault[] = [],
  unusual: Parameters<typeof negative>[3] = { needsSink: true },
  expectRefusal: (exchange: Exchange) => void = expectDeclined,
): Statement[] {
  const refusal = (
    what: string,
    title: string,
    requests: (request: Scene["request"]) => readonly HttpRequest[],
    expect: (exchange: Exchange) => void,
  ) =>
    negative(
      `${id}-${what}`,
      title,
      async (context) => {
        const { request, expectNothing } = await open(context);
        for (const one of requests(request)) expect(await context.http.send(one));
        await expectNothing();
      },
      unusual,
    );
  const bare = ({ json: _, ...rest }: Scene["request"]): HttpRequest => ({
    ...rest,
    headers: { ...rest.headers, ...headers },
  });
  return [
    refusal(
      "without-content",
      "A request without content is refused at once",
      (request) => [bare(request), { ...bare(request), text: "{}" }],
      expectDeclined,
    ),
    refusal(
      "malformed",
      "Content that is cut off or of another shape is refused",
      (request) => [
        { ...bare(request), text: JSON.stringify(request.json).slice(0, -2) },
        { ...request, json: "everything" },
        { ...request, json: [[request.json]] },
      ],
      expectDeclined,
    ),
    ...faults.map(({ id: what, title, changed }) =>
      refusal(what, title, (request) => [changed(request)], expectRefusal),
    ),
  ];
}
