import { describe, expect, test } from "vitest";
import { MOSIP, stackWith } from "../../../test/example-esignet.ts";
import type { Stack } from "../../spi/index.ts";
import product from "./product.ts";

describe("a profile that eSignet cannot work with", () => {
  const problems = (options: Record<string, unknown>, change: Partial<Stack> = {}, replicas?: number) => {
    const stack = stackWith(options, change, replicas);
    const part = stack.parts.at(-1);
    if (part === undefined) throw new Error("no part");
    return (product.problems?.(stack, part, part.options) ?? []).map(({ option }) => option?.join("."));
  };

  test.each<[string, Record<string, unknown>, Partial<Stack>, string[]]>([
    ["the mock in production", {}, { environment: "production" }, ["identitySystem"]],
    [
      "people outside of development",
      { people: [{ id: "12345", givenName: "A", familyName: "B" }] },
      { environment: "staging" },
      ["people"],
    ],
    ["MOSIP without its addresses", { identitySystem: "mosip" }, {}, ["identitySystem"]],
    ["MOSIP's addresses with the mock", { mosip: MOSIP }, {}, ["mosip"]],
    [
      "MOSIP behind an address with a port",
      { identitySystem: "mosip", mosip: MOSIP, publicUrl: "https://id.lk:8443" },
      {},
      ["publicUrl"],
    ],
    ["two servers without valkey", { cache: "memory" }, { size: "district" }, ["cache"]],
    [
      "an address below .example",
      { redirectUris: { civil: ["https://civil.example/b"] } },
      {},
      ["redirectUris.civil.0"],
    ],
    [
      "a part that signs nobody in",
      { redirectUris: { mediator: ["https://m.gov.lk"] } },
      {},
      ["redirectUris.mediator"],
    ],
    [
      "a client in use and retired",
      { redirectUris: { civil: ["https://c.gov.lk"] }, retiredClients: ["old", "civil"] },
      {},
      ["retiredClients.1"],
    ],
  ])("is told so: %s", (_title, options, change, expected) => {
    expect(problems(options, change)).toEqual(expected);
  });

  test("is told of one client id for two parts", () => {
    const redirectUris = { civil: ["https://c.gov.lk"], social: ["https://s.gov.lk"] };
    expect(problems({ redirectUris, clientIds: { social: "civil" } })).toEqual(["clientIds.social"]);
  });

  test("is not: the mock in development, one server with its memory, names without a dot", () => {
    expect(
      problems({ cache: "memory", redirectUris: { civil: ["http://portal/back", "http://a.localhost"] } }),
    ).toEqual([]);
    expect(problems({ identitySystem: "mosip", mosip: MOSIP }, { environment: "production" })).toEqual([]);
  });
});
