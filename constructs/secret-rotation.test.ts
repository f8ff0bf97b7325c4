import { describe, expect, it } from "vitest";
import { exampleSecret } from "../test/secret-example.ts";
import { planRotation } from "./secret-rotation.ts";

const source = exampleSecret(
  { word: { generate: "password" }, user: { generate: "literal", value: "portal" } },
  { part: "mediator", name: "source" },
);
const copyOf = (key: string, secret = "source", namespace = "utopia-mediator") =>
  ({ generate: "copy", namespace, secret, key }) as const;
/** A copy, and a copy of it by way of a text. */
const copy = exampleSecret({ word: copyOf("word"), url: { generate: "template", text: "x://{{word}}" } });
const farther = exampleSecret({ url: copyOf("url", "keys", "utopia-civil") }, { part: "social" });
/** Has something of its own, and of the source only what never changes. */
const aside = exampleSecret({ user: copyOf("user"), own: { generate: "password" } }, { name: "aside" });
const fixed = exampleSecret(
  { p: { generate: "password" } },
  { name: "fixed", rotatable: false, why: "the database keeps it" },
);
const ALL = [copy, farther, aside, fixed, source];

describe("rotating a part", () => {
  it("makes its Secrets anew, and takes with it all that is made of their values", () => {
    expect(planRotation(ALL, "mediator")).toEqual({
      rotated: [source],
      followers: [copy, farther],
      staying: [],
    });
  });

  it("leaves what only repeats others, and what must stay, and says why", () => {
    expect(planRotation(ALL, "civil")).toEqual({
      rotated: [aside],
      followers: [],
      staying: [
        { secret: copy, why: { kind: "follows", others: [source] } },
        { secret: fixed, why: { kind: "not-rotatable", why: "the database keeps it" } },
      ],
    });
    expect(planRotation(ALL, "social").staying).toEqual([
      { secret: farther, why: { kind: "follows", others: [copy] } },
    ]);
  });

  it("does nothing for a part that asks for no Secret", () => {
    expect(planRotation(ALL, "payments")).toEqual({ rotated: [], followers: [], staying: [] });
  });
});
