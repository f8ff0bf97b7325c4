import { describe, expect, it } from "vitest";
import type { CheckContext } from "../../conformance/check.ts";
import type { HttpRequest } from "../../conformance/http.ts";
import { sampleExchange } from "../../conformance/report/sample-report.ts";
import { expectConsent, readWords, type Word } from "./consents.ts";

const CAST = { ministry: "Ministry of Social Affairs", caller: "XU/GOV/70002/social" };
const AGREEMENT = {
  id: "households",
  purpose: "To pay",
  lawfulBasis: "consent",
  active: true,
  controller: { id: "GOV/70002" },
  dataAttributes: [{ category: "household" }],
};

const recordOf = (optIn: boolean, externalId = "XU-1", id = "households") => {
  return { optIn, dataAgreement: { id }, individual: { externalId } };
};

/** A part that has these agreements and records; lists are cut as they are asked for. */
function consenting(agreements: readonly object[], records: readonly object[]): CheckContext {
  const send = async ({ path, query = {} }: HttpRequest) => {
    const [name, all] = path.includes("agreements")
      ? ["dataAgreements", agreements]
      : ["consentRecords", records];
    const offset = Number(query["offset"]);
    const json = { [name]: all.slice(offset, offset + Number(query["limit"])) };
    return sampleExchange({ url: `http://consent.invalid${path}`, json, text: JSON.stringify(json) });
  };
  return { http: { send } } as unknown as CheckContext;
}

const wordsOf = async (agreements: readonly object[], records: readonly object[]) =>
  (await readWords(consenting(agreements, records), CAST, "XU-1")).map(({ said }) => said);

describe("readWords", () => {
  it("finds what the person said last, and nothing of others", async () => {
    expect(await wordsOf([AGREEMENT], [])).toEqual(["nothing"]);
    expect(await wordsOf([AGREEMENT], [recordOf(true, "XU-2"), recordOf(true, "XU-1", "other")])).toEqual([
      "nothing",
    ]);
    expect(await wordsOf([AGREEMENT], [recordOf(true), recordOf(false)])).toEqual(["no more"]);
    expect(await wordsOf([AGREEMENT], [recordOf(false), recordOf(true)])).toEqual(["yes"]);
  });

  it("knows the ministry's own agreements by its number or its name, where they ask for consent now", async () => {
    const { ministry } = CAST;
    const others = [
      { ...AGREEMENT, controller: { id: "GOV/70001", name: "Ministry of the Interior" } },
      { ...AGREEMENT, controller: undefined },
      { ...AGREEMENT, active: false },
      { ...AGREEMENT, lawfulBasis: "legal_obligation" },
    ];
    expect(await wordsOf(others, [recordOf(true)])).toEqual([]);
    expect(await wordsOf([{ ...AGREEMENT, controller: { name: ministry } }], [])).toEqual(["nothing"]);
  });

  it("reads on where a list has more pages", async () => {
    const many = Array.from({ length: 1100 }, () => recordOf(true, "XU-2"));
    expect(await wordsOf([AGREEMENT], [...many, recordOf(true)])).toEqual(["yes"]);
  });
});

describe("expectConsent", () => {
  const word = (said: Word["said"], isOfHouseholds = true): Word => ({ purpose: "", isOfHouseholds, said });

  it("lets pass who has agreed that the household's data is read", () => {
    expect(() => expectConsent([word("yes"), word("nothing", false)])).not.toThrow();
  });

  it.each([
    [[word("nothing")], "there is none"],
    [[word("yes"), word("no more")], "it is withdrawn"],
    [[word("yes", false)], "no data agreement about households"],
    [[], "no data agreement about households"],
  ])("refuses everybody else: %j", (words, reason) => {
    expect(() => expectConsent(words)).toThrow(reason);
  });
});
