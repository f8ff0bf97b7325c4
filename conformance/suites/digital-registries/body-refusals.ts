import type { CheckContext } from "../../check.ts";
import { expectEqual, expectMatches, expectRefused, expectShape, expectStatus } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { negative, type Statement } from "../checks-of.ts";
import { addPersons, createRegistry, recordPage, type TestRegistry } from "./registry.ts";

/** An operation that takes a body: how it is called, and a body that would be right for it. */
export interface BodyOperation {
  readonly id: string;
  readonly method: "POST" | "PUT";
  /** The last segment of its path. */
  readonly operation: string;
  /** A body of the right shape; `id` is the id of a record that exists. */
  readonly body: (id: string) => unknown;
}

type Request = Omit<HttpRequest, "path" | "method">;

const headers = { "Content-Type": "application/json" };

/** What every operation with a body must refuse, each time leaving the registry as it was. */
export function bodyRefusals({ id, method, operation, body }: BodyOperation): Statement[] {
  const refusal = (
    what: string,
    title: string,
    statuses: readonly number[],
    requests: (known: string) => readonly Request[],
    pathOf = (registry: TestRegistry) => registry.path,
  ) =>
    negative(`${id}-${what}`, title, async (context) => {
      const registry = await createRegistry(context);
      const [first] = await addPersons(registry, 1);
      for (const request of requests(first?.id ?? "")) {
        const path = `${pathOf(registry)}/${operation}`;
        expectRefused(await context.http.send({ ...request, method, path }), ...statuses);
      }
      await expectUntouched(context, registry, first ?? {});
    });
  return [
    refusal("without-caller", "A call that does not say who calls is refused", [400, 401, 403], (known) => [
      { json: body(known), client: null },
    ]),
    refusal("without-content", "A call without content is refused at once", [400, 422], () => [
      { headers },
      { headers, text: "{}" },
    ]),
    refusal("malformed", "Content that is cut off or of another shape is refused", [400, 422], (known) => [
      { headers, text: JSON.stringify(body(known)).slice(0, -3) },
      { json: { write: "everything", query: ["everything"] } },
      { json: [body(known)] },
    ]),
    refusal(
      "unknown-registry",
      "A registry that does not exist is not found",
      [404],
      (known) => [{ json: body(known) }],
      (registry) => registry.path.replace(registry.code, `${registry.code}-none`),
    ),
  ];
}

/** The registry holds this record as it was, and no other. */
async function expectUntouched(context: CheckContext, registry: TestRegistry, first: object): Promise<void> {
  const listed = await context.http.send({ path: registry.path });
  expectStatus(listed, 200);
  const page = expectShape(listed, recordPage);
  expectEqual(page.results.length, 1, "the number of records after the refusal", listed);
  expectMatches(page.results[0], first, "the record after the refusal", listed);
}
