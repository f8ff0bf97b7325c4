import { describe, expect, test } from "vitest";
import { codes, stackOf } from "./fixtures/resolve-text.ts";

const FRAME = `useCases: [cash-transfer]
blocks:
  information-mediator: reference
  payments: { product: mojaloop, external: { url: https://bank.example } }
  digital-registries: { product: reference, options: { registries: [households] } }
`;
const clerk = (name: string) => `${name}: { product: chained, external: { url: "https://${name}.example" } }`;
const withClerks = (...names: string[]) =>
  `${FRAME}  workflow: { parts: { ${names.map(clerk).join(", ")} } }\n`;
const calls = (text: string) =>
  stackOf(text)
    .links.filter(({ from }) => from === "digital-registries")
    .map(({ to, via, reason }) => `${via} ${to}: ${reason}`);

const PAYS = "mediator payments: Cash transfer: pays the household";

describe("an optional role of a use case", () => {
  test("is nobody's where no part plays it, and its calls need no link", () => {
    expect(codes(FRAME)).toEqual([]);
    expect(stackOf(FRAME).useCases).toMatchObject([
      { roles: { registry: "digital-registries", bank: "payments" } },
    ]);
    expect(stackOf(FRAME).useCases[0]?.roles).not.toHaveProperty("clerk");
    expect(calls(FRAME)).toEqual([PAYS]);
  });

  test("is given to the one part that plays it, with the links of its calls", () => {
    const text = withClerks("office");
    expect(stackOf(text).useCases[0]?.roles).toHaveProperty("clerk", "office");
    expect(calls(text)).toEqual([PAYS, "mediator office: Cash transfer: has a clerk decide"]);
  });

  test("is no choice of the resolver where several parts could play it, but of `uses`", () => {
    const text = withClerks("north", "south");
    expect(codes(text)).toEqual(["CS1302:2"]);
    const chosen = `${text}uses: { workflow: south }\n`;
    expect(codes(chosen)).toEqual([]);
    expect(stackOf(chosen).useCases[0]?.roles).toHaveProperty("clerk", "south");
  });
});

describe("a role that is not optional", () => {
  test("is missed where no part plays it", () => {
    expect(codes(FRAME.replace(/ {2}payments: .*\n/, ""))).toEqual(["CS1402:2"]);
  });
});
