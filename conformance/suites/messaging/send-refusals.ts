import type { CheckContext } from "../../check.ts";
import { expectRefused } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { negative, type Statement } from "../checks-of.ts";
import { addressOf } from "./fixtures.ts";
import { expectNothing, send } from "./scene.ts";

/** An operation that takes e-mails, and a body that would be right for it, to `addressOf(context)`. */
export interface SendOperation {
  readonly id: string;
  readonly path: string;
  readonly body: (context: CheckContext) => Record<string, unknown>;
}

/** The statuses with which what is wrong with a call may be refused (docs/adr/0013). */
export const INVALID = [400, 405, 415, 422] as const;

type Request = Omit<HttpRequest, "path" | "method">;

const headers = { "Content-Type": "application/json" };

/** What both operations must refuse, each time without sending anything. */
export function sendRefusals({ id, path, body }: SendOperation): Statement[] {
  const refusal = (
    what: string,
    title: string,
    statuses: readonly number[],
    requests: (right: Record<string, unknown>) => readonly Request[],
  ) =>
    negative(`${id}-${what}`, title, async (context) => {
      for (const request of requests(body(context)))
        expectRefused(await send(context, path, request), ...statuses);
      await expectNothing(context, [addressOf(context)]);
    });
  return [
    refusal(
      "without-key",
      "A call without a key is refused, and nothing is sent",
      [...INVALID, 401, 403],
      (right) => [{ json: right, headers: { apiKey: null } }],
    ),
    refusal("without-body", "A call without a body is refused at once", INVALID, () => [
      { headers },
      { headers, text: "{}" },
    ]),
    refusal("malformed", "A body that is cut off or of another shape is refused", INVALID, (right) => [
      { headers, text: JSON.stringify(right).slice(0, -3) },
      { json: [right] },
      { json: { ...right, recipientInfo: "everybody" } },
      { json: { ...right, emailContent: ["Hello"] } },
    ]),
    refusal("without-content", "An e-mail without content is refused", INVALID, (right) => [
      { json: { ...right, emailContent: undefined } },
      { json: { ...right, emailContent: { title: "Only a title" } } },
    ]),
    refusal("without-recipient", "An e-mail without a recipient is refused", INVALID, (right) => [
      { json: { ...right, recipientInfo: undefined } },
      { json: { ...right, recipientInfo: { name: "Ben Bakri" } } },
    ]),
  ];
}
