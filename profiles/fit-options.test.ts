import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fitOptions } from "./fit-options.ts";

const schema = z.strictObject({
  realm: z.string(),
  users: z.int().min(1).default(10),
  mail: z.strictObject({ host: z.string() }).optional(),
});

describe("options for another product", () => {
  test("are kept where it accepts them, key by key", () => {
    const fitted = fitOptions(schema, { realm: "xu", users: 0, theme: "blue" }, {});
    expect(fitted).toEqual({ kept: { realm: "xu" }, dropped: ["users", "theme"], given: [], missing: [] });
  });

  test("name what it must be told", () => {
    expect(fitOptions(schema, {}, {}).missing).toEqual(["realm"]);
    expect(fitOptions(schema, { realm: 7 }, {})).toMatchObject({ dropped: ["realm"], missing: ["realm"] });
  });

  test("go as a whole where something within is refused", () => {
    const fitted = fitOptions(schema, { realm: "xu", mail: { host: "a", port: 25 } }, {});
    expect(fitted).toMatchObject({ kept: { realm: "xu" }, dropped: ["mail"] });
  });

  test("that a person gives stay, accepted or not, over what was there", () => {
    const fitted = fitOptions(schema, { realm: "old", users: 3 }, { realm: "new", colour: "red" });
    expect(fitted).toEqual({
      kept: { realm: "new", users: 3, colour: "red" },
      dropped: [],
      given: ["realm", "colour"],
      missing: [],
    });
  });

  test("are all kept by a schema that takes anything, and by a rule about all of them together", () => {
    expect(fitOptions(z.looseObject({}), { a: 1 }, {}).kept).toEqual({ a: 1 });
    const never = z.object({ a: z.int() }).refine(() => false);
    expect(fitOptions(never, { a: 1 }, {})).toMatchObject({ kept: { a: 1 }, missing: [] });
  });
});
