import type { CheckContext } from "../../check.ts";
import { expectRefused } from "../../expect.ts";
import type { HttpRequest } from "../../http.ts";
import { negative, type Statement } from "../checks-of.ts";
import { INVALID } from "./scene.ts";

/** A call that would be right, and what must not come of it when it is made wrong. */
export interface RightCall {
  readonly request: HttpRequest;
  /** The content under the one name that the file has for it. */
  readonly content: Readonly<Record<string, unknown>>;
  /** Looks that nothing has changed. */
  readonly unchanged?: () => Promise<void>;
}

/** An operation that takes content. */
export interface Writing {
  /** Put before the ids of the checks. */
  readonly id: string;
  /** What is written, as a sentence names it: `a policy`. */
  readonly what: string;
  /** The name of the content in the body. */
  readonly name: string;
  /** The fields that must be there. */
  readonly required: readonly string[];
  readonly prepare: (context: CheckContext) => Promise<RightCall>;
}

/** What an operation that takes content must refuse, each time without changing anything. */
export function refusalsOf({ id, what, name, required, prepare }: Writing): Statement[] {
  const refusal = (suffix: string, title: string, broken: (right: RightCall) => readonly object[]) =>
    negative(`${id}-${suffix}`, title, async (context) => {
      const right = await prepare(context);
      for (const body of broken(right))
        expectRefused(await context.http.send({ ...right.request, ...body }), ...INVALID);
      await right.unchanged?.();
    });
  const headers = { "Content-Type": "application/json" };
  const checks = [
    refusal(
      "malformed",
      `${capital(what)} that is empty, cut off or of another shape is refused`,
      (right) => [
        { headers: { ...right.request.headers, ...headers } },
        {
          headers: { ...right.request.headers, ...headers },
          text: JSON.stringify({ [name]: right.content }).slice(0, -2),
        },
        { json: {} },
        { json: [right.content] },
        { json: { [name]: "everything" } },
      ],
    ),
  ];
  if (required.length === 0) return checks;
  const lacking = (field: string) => Object.fromEntries(Object.entries({ [field]: undefined }));
  return [
    ...checks,
    refusal("incomplete", `${capital(what)} without what it must have is refused`, (right) =>
      required.map((field) => ({ json: { [name]: { ...right.content, ...lacking(field) } } })),
    ),
  ];
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
