import { expect, test } from "vitest";
import { countryCodeOf, isFictional } from "./country-code.ts";

test.each([
  ["Kenya", "KE"],
  ["  togo ", "TG"],
  ["Utopia", "XU"],
  ["Atlantis", undefined],
  ["", undefined],
  // Codes that no country has are no country's.
  ["Unknown Region", undefined],
])("the code of %j is %s", (name, code) => {
  expect(countryCodeOf(name)).toBe(code);
});

test("codes that ISO leaves to users are fictional, those of countries are not", () => {
  expect(["XU", "AA", "QM", "ZZ"].filter(isFictional)).toEqual(["XU", "AA", "QM", "ZZ"]);
  expect(["KE", "QA", "ZA", "AD"].filter(isFictional)).toEqual([]);
});
