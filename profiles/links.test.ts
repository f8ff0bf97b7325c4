import { describe, expect, test } from "vitest";
import { codes, links, OIDC_ELSEWHERE, stackOf } from "./fixtures/resolve-text.ts";

describe("a need", () => {
  const two = "cloud-infrastructure: { parts: { first: postgresql, second: postgresql } }";

  test("is served by whom `uses` names", () => {
    expect(links(`blocks: { identity: esignet, ${two} }\nuses: { postgres: second }`)).toEqual([
      "identity direct second",
    ]);
  });

  test("that only one of several satisfies is no choice", () => {
    const mixed =
      "cloud-infrastructure: { parts: { old: { product: postgresql, options: { major: 13 } }, new: postgresql } }";
    expect(links(`blocks: { identity: esignet, ${mixed} }`)).toEqual(["identity direct new"]);
    expect(codes(`blocks: { identity: esignet, ${mixed} }\nuses: { postgres: old }`)).toEqual(["CS1303:2"]);
  });

  test("of a registry is by its name, and `uses` may decide by kind", () => {
    const parts = (name: string) => `${name}: { product: reference, options: { registries: [households] } }`;
    const text = `blocks: { information-mediator: reference, registration: openspp, ${OIDC_ELSEWHERE}, digital-registries: { parts: { ${parts("north")}, ${parts("south")} } } }`;
    expect(codes(text)).toEqual(["CS1302:2"]);
    expect(links(`${text}\nuses: { "registry:households": south }`)).toContain("registration mediator south");
    expect(links(`${text}\nuses: { registry: north }`)).toContain("registration mediator north");
  });

  test("is met by a provider of the profile, unless `uses` names a part", () => {
    const providers = "providers: { postgres: { external: { host: db.example, port: 5432 } } }";
    expect(stackOf(`blocks: { identity: esignet }\n${providers}`)).toMatchObject({
      links: [],
      providers: { postgres: { host: "db.example", port: 5432 } },
    });
    expect(links(`blocks: { identity: esignet, ${two} }\n${providers}`)).toEqual([]);
    expect(links(`blocks: { identity: esignet, ${two} }\n${providers}\nuses: { postgres: first }`)).toEqual([
      "identity direct first",
    ]);
  });

  test("is never served by the part that has it", () => {
    expect(
      codes(
        "blocks: { wallet: sunbird, consent: { product: openiam, external: { url: https://c.example } } }",
      ),
    ).toEqual([]);
    const chained = "blocks: { information-mediator: reference, workflow: { parts: { first: chained } } }";
    expect(codes(chained)).toEqual(["CS1301:2"]);
    expect(links(chained.replace("chained }", "chained, second: chained }"))).toEqual([
      "first mediator second",
      "second mediator first",
    ]);
  });

  test("of the part that `uses` names is served by another one", () => {
    const text =
      "blocks: { identity: esignet, wallet: sunbird, consent: openiam, cloud-infrastructure: postgresql }";
    expect(codes(`${text}\nuses: { oidc: identity }`)).toEqual([]);
    expect(codes(`${text}\nuses: { oidc: wallet }`)).toEqual(["CS1304:2"]);
    expect(codes("blocks: { consent: openiam, identity: esignet }\nuses: { consent: consent }")).toEqual([
      "CS1301:2",
    ]);
  });

  test("of one registry is not decided by `uses` for a part that holds another", () => {
    const parts =
      "digital-registries: { parts: { land: { product: reference, options: { registries: [land] } }, people: { product: reference, options: { registries: [households] } } } }";
    const text = `blocks: { information-mediator: reference, registration: openspp, ${OIDC_ELSEWHERE}, ${parts} }`;
    expect(links(`${text}\nuses: { registry: land }`)).toContain("registration mediator people");
  });

  test("of a part that runs elsewhere is met elsewhere", () => {
    expect(
      codes(
        `blocks: { ${OIDC_ELSEWHERE}, messaging: { product: rapidpro, external: { url: https://m.example } } }`,
      ),
    ).toEqual([]);
  });
});
