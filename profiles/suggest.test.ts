import { expect, test } from "vitest";
import { suggest } from "./suggest.ts";

test.each([
  ["mojalop", ["mojaloop", "reference"], "mojaloop"],
  ["Identity", ["identity"], "identity"],
  ["infomation-mediatr", ["information-mediator"], "information-mediator"],
  ["x", ["ab"], undefined],
  ["payments", ["identity"], undefined],
  ["gsi", ["gis", "wallet"], "gis"],
  ["cat", ["bat", "hat"], "bat"],
])("for %s of %j it is %s", (word, candidates, suggestion) => {
  expect(suggest(word, candidates)).toEqual(suggestion === undefined ? {} : { suggestion });
});
