import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BLOCKS, SIZES } from "../../charts/spi/index.ts";
import { loadProfile } from "../../profiles/load.ts";
import type { Answers } from "./answers.ts";
import type { Chosen } from "./chosen.ts";
import { catalog } from "./fixtures/catalog.ts";
import type { Question } from "./question.ts";
import { walk } from "./walk.ts";
import { writeProfile } from "./write-profile.ts";

const context = { catalog, published: [], today: "2026-11-21" };

function load(text: string) {
  const bytes = new TextEncoder().encode(text);
  const loaded = loadProfile("country.yaml", () => ({ bytes }));
  if (!loaded.ok) throw new Error(`${JSON.stringify(loaded.issues)}\n${text}`);
  return loaded.value.value;
}

/** A valid answer to any question, chosen by `pick`; text is as wild as its schema lets it be. */
function answerTo(question: Question, pick: (count: number) => number, wild: string): unknown {
  if (question.kind === "choice") {
    const open = question.choices.filter(({ disabled }) => disabled === undefined);
    return open[pick(open.length)]?.value;
  }
  if (question.kind === "choices") {
    const open = question.choices.filter(({ disabled }) => disabled === undefined);
    const some = open.filter(() => pick(2) === 0).map(({ value }) => value);
    return question.schema.safeParse(some).success ? some : question.suggested;
  }
  const isEnd = question.optional === true && pick(3) > 0;
  if (!isEnd && question.schema.safeParse(wild).success) return wild;
  return question.suggested ?? question.example;
}

const interviews = fc
  .tuple(
    fc.infiniteStream(fc.nat()),
    fc.infiniteStream(fc.string({ unit: "binary", minLength: 1, maxLength: 30 })),
  )
  .map(([numbers, texts]): Chosen | undefined => {
    const pick = (count: number) => (count === 0 ? 0 : (numbers.next().value ?? 0) % count);
    const answers: Answers = {};
    const { chosen } = walk(context, answers, (question) =>
      answerTo(question, pick, String(texts.next().value ?? "")),
    );
    return chosen;
  });

describe("a profile that was written", () => {
  test("is what was chosen, whatever texts were typed", () => {
    fc.assert(
      fc.property(interviews, (chosen) => {
        fc.pre(chosen !== undefined);
        const { country, name, domain, environment, size, organizations, ...rest } = load(
          writeProfile(chosen, "./profile.schema.json"),
        );
        expect({ country, name, domain, environment, size }).toEqual(chosen.frame);
        expect(Object.entries(organizations)).toEqual(
          chosen.organizations.map(({ id, ...organization }) => [id, organization]),
        );
        expect(rest.useCases).toEqual(chosen.useCases.map(({ id }) => id));
        expect(rest.exemptions).toEqual(chosen.exemptions);
        expect(rest.uses).toEqual(chosen.uses);
        expect(rest.providers).toEqual(chosen.providers);
        expect(Object.keys(rest.blocks)).toEqual(
          BLOCKS.filter((block) => chosen.parts.some((part) => part.block === block)),
        );
      }),
      { numRuns: 100 },
    );
  });

  test("takes no text for something else: comments, lists, dates, truth values, other lines", () => {
    const texts = [
      "NO",
      "on",
      "null",
      "2027-01-01",
      "1e3",
      "a: b",
      "- a",
      "# a",
      "a, b",
      "{ a }",
      "x\ny: z",
      "'",
      '"',
    ];
    for (const text of texts) {
      const chosen = walk(context, { country: { name: text, code: "NO", currency: "NOK" } }, (question) =>
        question.kind === "text" ? (question.suggested ?? question.example) : question.suggested,
      ).chosen;
      if (chosen === undefined) throw new Error("all is suggested");
      expect(load(writeProfile(chosen, "s")).country).toEqual({ name: text, code: "NO", currency: "NOK" });
    }
  });

  test("is the same for the same answers", () => {
    for (const size of SIZES) {
      const write = () => {
        const { chosen } = walk(context, { size }, (question) => question.suggested);
        return chosen === undefined ? undefined : writeProfile(chosen, "s");
      };
      expect(write()).toMatch(/^# yaml-language-server: \$schema=s\n# Utopia/);
      expect(write()).toBe(write());
    }
  });
});
