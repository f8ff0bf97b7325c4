import type { CheckContext } from "../../check.ts";
import { expectRefused } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { INVALID } from "./scene.ts";

const headers = { "Content-Type": "application/json" };

/** Bodies that no operation can take: none, one that is cut off, and ones that are no object. */
export async function refuseBrokenBodies(
  context: CheckContext,
  request: Pick<HttpRequest, "method" | "path">,
  right: unknown,
): Promise<void> {
  const cut = JSON.stringify(right).slice(0, -2);
  for (const body of [{ headers }, { headers, text: cut }, { json: [right] }, { headers, text: '"text"' }])
    expectRefused(await context.http.send({ ...request, ...body }), ...INVALID);
}
