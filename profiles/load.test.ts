import { describe, expect, test } from "vitest";
import { brief, FRAME, load } from "./fixtures/load-text.ts";
import { readFixture } from "./fixtures/read-fixture.ts";
import { type LoadResult, loadProfile } from "./load.ts";
import { SEED_LIMIT } from "./seeds.ts";

const loaded = (result: LoadResult) => {
  if (!result.ok) throw new Error(brief(result).join("\n"));
  return result.value;
};

describe("a profile that holds", () => {
  test("has its defaults filled in", () => {
    const { value } = loaded(load(`${FRAME}blocks: { identity: esignet }`));
    expect(value).toMatchObject({
      environment: "development",
      size: "demo",
      uses: {},
      useCases: [],
      exemptions: [],
    });
  });

  test("keeps the place of values and keys per file", () => {
    const profile = loaded(loadProfile("utopia.yaml", readFixture));
    expect(profile.spanOf(["size"])).toEqual({ file: "utopia.yaml", line: 2, column: 7, endColumn: 15 });
    expect(profile.keySpanOf(["blocks", "identity"])).toMatchObject({
      file: "utopia.yaml",
      line: 6,
      column: 3,
    });
    expect(profile.spanOf(["country", "code"])).toMatchObject({ file: "base.yaml", line: 3, column: 32 });
    expect(profile.spanOf(["blocks", "payments", "owner"])).toMatchObject({
      line: 12,
      column: 3,
      endColumn: 11,
    });
  });

  test("carries its parsed seeds and the texts it was read from", () => {
    const profile = loaded(loadProfile("utopia.yaml", readFixture));
    expect(profile.seeds.get("civil")).toEqual({ households: [{ id: "H1" }] });
    expect([...profile.sources.keys()].sort()).toEqual(["base.yaml", "utopia.yaml"]);
  });

  test("may begin with a byte-order mark, end lines as Windows does, and share values by aliases", () => {
    const text = `\uFEFF${FRAME.replaceAll("\n", "\r\n")}blocks: { identity: &it { product: esignet }, wallet: *it }\r\n`;
    const { value } = loaded(load(text));
    expect(value.blocks).toEqual({ identity: { product: "esignet" }, wallet: { product: "esignet" } });
  });

  test("takes the last anchor before an alias, also when the name is used again", () => {
    const text = `${FRAME}blocks: { identity: &a { product: one }, wallet: *a, consent: &a { product: two }, gis: *a }`;
    expect(loaded(load(text)).value.blocks).toMatchObject({
      wallet: { product: "one" },
      gis: { product: "two" },
    });
  });
});

describe("a profile that extends another", () => {
  const below = {
    "lib/base.yaml": `${FRAME}blocks: { identity: { product: esignet, owner: interior }, wallet: sunbird }\nuseCases: [a, b]\n`,
  };

  test("is merged key by key, and replaces scalars and lists", () => {
    const text =
      "extends: lib/base.yaml\nblocks: { identity: { product: mosip }, wallet: { product: other } }\nuseCases: [c]\n";
    const { value } = loaded(load(text, below));
    expect(value.blocks).toEqual({
      identity: { product: "mosip", owner: "interior" },
      wallet: { product: "other" },
    });
    expect(value.useCases).toEqual(["c"]);
  });

  test("is told of trouble in the file and on the line where it stands", () => {
    const text = "extends: lib/base.yaml\nsize: huge\n";
    const base = { "lib/base.yaml": `${below["lib/base.yaml"]}enviroment: staging\n` };
    expect(brief(load(text, base))).toEqual(["CS1101 lib/base.yaml:8:1-11", "CS1104 main.yaml:2:7-11"]);
  });

  test("finds seeds beside the file that names them", () => {
    const files = {
      "lib/base.yaml": `${FRAME}blocks: { gis: a }\nseeds: { gis: ./seed.json }`,
      "lib/seed.json": "[1]",
    };
    expect(loaded(load("extends: lib/base.yaml", files)).seeds.get("gis")).toEqual([1]);
  });

  test("may go on for ten and no further", () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, index): [string, string] => [
          `${index}.yaml`,
          index === length - 1 ? `${FRAME}blocks: {}` : `extends: ${index + 1}.yaml`,
        ]),
      );
    expect(brief(load("extends: 0.yaml", chain(10)))).toEqual([]);
    expect(brief(load("extends: 0.yaml", chain(11)))).toEqual(["CS1007 9.yaml:1:10-17"]);
  });

  test("says what is wrong with itself also when the other is missing", () => {
    expect(brief(load("extends: gone.yaml\nsize: huge\n"))).toEqual([
      "CS1008 main.yaml:1:10-19",
      "CS1104 main.yaml:2:7-11",
    ]);
  });

  test("stays where it is: an absolute path is refused", () => {
    expect(brief(load(`${FRAME}blocks: {}\nextends: /etc/passwd\n`))).toEqual(["CS1104 main.yaml:7:10-21"]);
  });
});

describe("all faults of the shape come at once", () => {
  test("in the order of lines, each at the key or value it is about", () => {
    const text = `apiVersion: country-stack/v2
name: Utopia
country: { name: Utopia, code: XU }
domain: gov.example
organizations: {}
blocks:
  identity: { prodct: esignet, external: { url: ftp://x } }
  gis: 3
  payments: { parts: { Bank: mojaloop, till: { product: 4, extra: 1 } }, owner: x }
exemptions: [{ rule: a, match: b, reason: c, owner: d, expires: 2026-02-30 }]
`;
    expect(brief(load(text))).toEqual([
      "CS1104 main.yaml:1:13-29",
      "CS1104 main.yaml:2:7-13",
      "CS1103 main.yaml:3:1-8",
      "CS1104 main.yaml:5:1-14",
      "CS1103 main.yaml:7:3-11",
      "CS1101 main.yaml:7:15-21",
      "CS1104 main.yaml:7:49-56",
      "CS1102 main.yaml:8:8-9",
      "CS1104 main.yaml:9:24-28",
      "CS1102 main.yaml:9:57-58",
      "CS1101 main.yaml:9:60-65",
      "CS1101 main.yaml:9:74-79",
      "CS1104 main.yaml:10:65-75",
    ]);
  });

  test("with the seeds' faults, and the rest is salvaged for further checks", () => {
    const text = `${FRAME}size: huge\nblocks: { identity: { product: esignet, x: 1 }, gis: qgis }\nseeds: { gis: gone.json }\n`;
    const result = load(text);
    expect(brief(result)).toEqual([
      "CS1104 main.yaml:6:7-11",
      "CS1101 main.yaml:7:41-42",
      "CS1008 main.yaml:8:15-24",
    ]);
    expect(result.ok ? undefined : result.salvaged?.value.blocks).toEqual({
      identity: { product: "esignet" },
      gis: "qgis",
    });
  });

  test.each([
    ["missing", undefined, "missing"],
    ["too large", new Uint8Array(SEED_LIMIT + 1), undefined],
    ["not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "not UTF-8"],
  ])("a seed that is %s is reported where it is named", (_, bytes, reason) => {
    const files = bytes === undefined ? {} : { "s.json": bytes };
    const result = load(`${FRAME}blocks: {}\nseeds: { gis: s.json }`, files);
    expect(result).toMatchObject({
      issues: [{ at: { line: 7, column: 15 }, params: reason === undefined ? {} : { reason } }],
    });
  });
});
