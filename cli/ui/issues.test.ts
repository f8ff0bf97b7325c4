import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { catalog } from "../../profiles/fixtures/catalog.ts";
import { readFixture } from "../../profiles/fixtures/read-fixture.ts";
import { ISSUE_CODES, type Issue } from "../../profiles/issue.ts";
import { loadProfile } from "../../profiles/load.ts";
import { resolveStack } from "../../profiles/resolve.ts";
import { formatIssues, issuesToJson } from "./issues.ts";

function issuesOf(fixture: string) {
  const loaded = loadProfile(fixture, readFixture);
  const resolved = loaded.ok ? resolveStack(loaded.value, catalog, "2026-11-21") : loaded;
  return { issues: resolved.ok ? resolved.warnings : resolved.issues, sources: loaded.sources };
}

/** An issue's place, code and the beginning of its hint. */
type Told = readonly [place: string, code: string, hint: string];

/** The issues of each fixture. */
const TABLE: Readonly<Record<string, readonly Told[]>> = {
  "cs1001-not-there.yaml": [["", "CS1001", "look at the spelling"]],
  "cs1003-not-utf8.yaml": [["2:1-2", "CS1003", "save it as UTF-8"]],
  "cs1004-not-yaml.yaml": [
    ["3:1-2", "CS1004", ""],
    ["4:1-2", "CS1004", ""],
  ],
  "cs1005-duplicate-key.yaml": [["4:1-5", "CS1005", "keep one"]],
  "cs1006-alias-bomb.yaml": [["5:33-35", "CS1006", "write the values out"]],
  "cs1007-extends-loop.yaml": [["cs1007-other.yaml:1:10-36", "CS1007", "take the extends line out"]],
  "cs1008-extends-missing.yaml": [["1:10-24", "CS1008", "paths in a profile"]],
  "cs1008-seed-broken.yaml": [["4:23-36", "CS1008", ""]],
  "cs1009-two-documents.yaml": [["3:1-4", "CS1009", 'take out the line "---"']],
  "cs1010-not-a-map.yaml": [["1:1-20", "CS1010", "it begins with"]],
  "cs1101-unknown-key.yaml": [["3:33-40", "CS1101", 'did you mean "version"?']],
  "cs1102-wrong-type.yaml": [["3:57-62", "CS1102", 'put it in quotes: "70003"']],
  "cs1103-missing-key.yaml": [["3:3-11", "CS1103", ""]],
  "cs1104-not-allowed.yaml": [
    ["2:14-23", "CS1104", 'did you mean "production"?'],
    ["3:9-20", "CS1104", ""],
  ],
  "cs1201-unknown-block.yaml": [["3:3-10", "CS1201", 'did you mean "identity"?']],
  "cs1202-unknown-product.yaml": [["3:13-20", "CS1202", 'did you mean "mojaloop"?']],
  "cs1203-unknown-release.yaml": [["3:53-58", "CS1203", 'did you mean "7.8.0"?']],
  "cs1204-listed-only.yaml": [["3:14-22", "CS1204", "where it runs already"]],
  "cs1205-unknown-organization.yaml": [["3:52-59", "CS1205", 'did you mean "finance"?']],
  "cs1206-duplicate-part.yaml": [["6:14-22", "CS1206", "give one of them another name"]],
  "cs1207-other-block.yaml": [["3:13-21", "CS1207", "for identity there are esignet"]],
  "cs1208-seed-for-nobody.yaml": [["4:10-14", "CS1208", 'did you mean "civil"?']],
  "cs1210-too-many-replicas.yaml": [["3:70-71", "CS1210", "leave replicas out"]],
  "cs1211-cannot-work.yaml": [["3:44-52", "CS1211", "write gregorian"]],
  "cs1301-missing-capability.yaml": [
    ["3:3-11", "CS1301", "add one of these below blocks: cloud-infrastructure: postgresql"],
  ],
  "cs1301-missing-mediator.yaml": [
    ["3:3-21", "CS1301", "add one of these below blocks: information-mediator: reference |"],
  ],
  "cs1302-ambiguous.yaml": [["4:3-11", "CS1302", 'choose: uses: { "postgres": first }']],
  "cs1302-two-mediators.yaml": [["3:3-23", "CS1302", "a stack has one information mediator"]],
  "cs1303-requirements.yaml": [["4:3-23", "CS1303", "choose another release or product for database"]],
  "cs1304-cycle.yaml": [["3:3-10", "CS1304", "no order of installing exists"]],
  "cs1305-uses-unknown.yaml": [
    ["6:3-7", "CS1305", 'did you mean "oidc"?'],
    ["7:12-20", "CS1305", 'did you mean "identity"?'],
    ["8:13-18", "CS1305", ""],
  ],
  "cs1401-unknown-use-case.yaml": [["3:12-26", "CS1401", 'did you mean "cash-transfer"?']],
  "cs1402-use-case-lacks-part.yaml": [
    ["5:12-25", "CS1402", "let digital-registries provide it by its options"],
  ],
  "cs1501-expired.yaml": [["4:83-93", "CS1501", "ask CIO"]],
  "cs1502-reference-in-production.yaml": [["4:34-39", "CS1502", "choose a product for production"]],
  "cs1503-seed-in-production.yaml": [["5:10-15", "CS1503", "take it out of seeds"]],
  "cs1504-not-granted.yaml": [
    ["3:27-32", "CS1504", "grant it below exemptions: { rule: run-as-non-root, match: first/main,"],
  ],
  "cs1505-granted-by-development.yaml": [["2:11-14", "CS1505", "staging and production want an exemption"]],
  "cs1506-unknown-rule.yaml": [["4:13-27", "CS1506", 'did you mean "run-as-non-root"?']],
  "cs1507-grants-nothing.yaml": [
    ["5:37-42", "CS1507", "it is needed for papers/main"],
    ["6:34-40", "CS1507", "no product of this stack asks for it"],
    ["7:34-40", "CS1507", "the rule is advice"],
  ],
};

describe("each code", () => {
  test.each(Object.entries(TABLE))("%s is told with file, line, column and hint", (fixture, expected) => {
    const told = issuesToJson(issuesOf(fixture).issues).map(({ at, code, hint = "" }) => {
      const file = at === undefined || at.file === fixture ? "" : `${at.file}:`;
      const place = at === undefined ? "" : `${file}${at.line}:${at.column}-${at.endColumn}`;
      return { place, code, hint };
    });
    expect(told).toEqual(
      expected.map(([place, code, hint]) => ({
        place,
        code,
        hint: hint === "" ? "" : expect.toSatisfy((text: string) => text.startsWith(hint)),
      })),
    );
  });

  test("has a fixture, but for a large file, and what needs a catalog, manifests or a lock (test/scenarios)", () => {
    const shown = Object.values(TABLE).flatMap((issues) => issues.map(([, code]) => code));
    expect(ISSUE_CODES.filter((code) => !shown.includes(code))).toEqual([
      "CS1002",
      "CS1209",
      "CS1508",
      "CS1509",
      "CS1601",
      "CS1701",
      "CS1702",
      "CS1801",
      "CS1802",
      "CS1803",
    ]);
  });
});

describe("what people read", () => {
  test("is the place, the sentence, the source with carets, what to do, and the sum", () => {
    const { issues, sources } = issuesOf("cs1104-not-allowed.yaml");
    expect(formatIssues(issues, sources, { colour: false })).toBe(
      `cs1104-not-allowed.yaml:2:14 error CS1104: "prodution" in environment is not one of the values to choose from
    environment: prodution
                 ^^^^^^^^^
  did you mean "production"?

cs1104-not-allowed.yaml:3:9 error CS1104: "gov example" in domain must be a domain name in lower-case letters, such as gov.example
    domain: gov example
            ^^^^^^^^^^^

2 errors; country-stack explain CS1104 says more`,
    );
  });

  test("counts warnings apart and explains an error first", () => {
    const warning: Issue = { severity: "warning", code: "CS1503", params: { part: "a" } };
    const error: Issue = { severity: "error", code: "CS1201", params: { block: "b" } };
    expect(formatIssues([warning, error], new Map(), { colour: false })).toMatch(
      /\n\n1 error, 1 warning; country-stack explain CS1201 says more$/,
    );
    expect(formatIssues([warning], new Map(), { colour: false })).toMatch(/\n\n1 warning; /);
  });

  test("is coloured only where asked for, and says the same", () => {
    const { issues, sources } = issuesOf("cs1202-unknown-product.yaml");
    const plain = formatIssues(issues, sources, { colour: false });
    const coloured = formatIssues(issues, sources, { colour: true });
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    expect(stripVTControlCharacters(plain)).toBe(plain);
  });

  test("cannot drive the terminal, whatever a profile holds", () => {
    const at = { file: "a\u001b[2J.yaml", line: 1, column: 1, endColumn: 2 };
    const issue: Issue = {
      severity: "error",
      code: "CS1202",
      params: { product: "\u001b]0;x\u0007", block: "gis" },
      at,
    };
    const text = formatIssues([issue], new Map([[at.file, "\u001b[31mred\u202E"]]), { colour: false });
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202E]/u);
  });

  test("is for programs the same as data", () => {
    expect(issuesToJson(issuesOf("cs1202-unknown-product.yaml").issues)).toEqual([
      {
        severity: "error",
        code: "CS1202",
        message: 'no product "mojalop" is known for payments',
        hint: 'did you mean "mojaloop"?',
        at: { file: "cs1202-unknown-product.yaml", line: 3, column: 13, endColumn: 20 },
        params: { product: "mojalop", block: "payments", known: ["mojaloop"], suggestion: "mojaloop" },
      },
    ]);
  });
});
