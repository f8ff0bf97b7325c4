import { describe, expect, test } from "vitest";
import { label } from "../../profiles/formats.ts";
import { freeName, officeSlug, slugOf } from "./slug.ts";

describe("a name for the profile", () => {
  test.each([
    ["Kenya", "kenya"],
    ["Côte d’Ivoire", "cote-d-ivoire"],
    ["Saint Vincent and the Grenadines", "saint-vincent-and-the-grenadin"],
    ["2nd Republic", "nd-republic"],
    ["日本", ""],
  ])("%s", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
    expect(slug === "" || label.safeParse(slug).success).toBe(true);
  });

  test.each([
    ["Ministry of the Interior", "interior"],
    ["The Department for Transport", "transport"],
    ["Government of Kenya", "government"],
    ["Ministry of", "ministry-of"],
    ["National ICT Agency", "national-ict-agency"],
  ])("of an organization: %s", (name, slug) => {
    expect(officeSlug(name)).toBe(slug);
  });

  test("is another one where it is taken, and never too long", () => {
    expect(freeName("interior", [])).toBe("interior");
    expect(freeName("interior", ["interior", "interior-2"])).toBe("interior-3");
    const long = "a".repeat(30);
    expect(freeName(long, [long])).toBe(`${"a".repeat(28)}-2`);
  });
});
