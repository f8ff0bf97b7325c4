import type { GherkinDocument, Pickle, Scenario } from "./cucumber-messages.ts";
import { printable } from "./printable.ts";

/** A scenario to write down: its tags without `@`, and its steps. */
export interface PlainScenario {
  readonly name: string;
  readonly tags: readonly string[];
  readonly steps: readonly string[];
}

/** A feature to write down. */
export interface PlainFeature {
  readonly uri: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly scenarios: readonly PlainScenario[];
}

/** A feature as Gherkin, and the same as Cucumber's messages have it. */
export interface WrittenFeature {
  readonly source: string;
  readonly document: GherkinDocument;
  /** One of each scenario, in their order. */
  readonly pickles: readonly Pickle[];
}

/** Writes a feature; `newId` gives an id that is in no other message of the run. */
export function writeFeature(feature: PlainFeature, newId: () => string): WrittenFeature {
  const lines: string[] = [];
  const write = (indent: number, text: string) => {
    lines.push(`${" ".repeat(indent)}${text}`);
    return { line: lines.length, column: indent + 1 };
  };
  const writeTags = (indent: number, names: readonly string[]) => {
    const words = names.map(tagOf);
    const { line } = write(indent, words.join(" "));
    return words.map((name, index) => {
      const before = words.slice(0, index).reduce((length, word) => length + word.length + 1, 0);
      return { location: { line, column: indent + before + 1 }, name, id: newId() };
    });
  };
  const tags = writeTags(0, feature.tags);
  const name = oneLine(feature.name);
  const location = write(0, `Feature: ${name}`);
  const children = feature.scenarios.map((plain) => {
    write(0, "");
    const own = writeTags(2, plain.tags);
    const title = oneLine(plain.name);
    const place = write(2, `Scenario: ${title}`);
    const steps = plain.steps.map((step) => {
      const text = oneLine(step);
      const at = write(4, `* ${text}`);
      return { location: at, keyword: "* ", keywordType: "Unknown", text, id: newId() } as const;
    });
    const scenario: Scenario = {
      location: place,
      tags: own,
      keyword: "Scenario",
      name: title,
      description: "",
      steps,
      examples: [],
      id: newId(),
    };
    return { scenario };
  });
  const document: GherkinDocument = {
    uri: feature.uri,
    feature: { location, tags, language: "en", keyword: "Feature", name, description: "", children },
    comments: [],
  };
  return {
    source: `${lines.join("\n")}\n`,
    document,
    pickles: children.map(({ scenario }) => pickleOf(scenario, document, newId)),
  };
}

function pickleOf(scenario: Scenario, { uri, feature }: GherkinDocument, newId: () => string): Pickle {
  return {
    id: newId(),
    uri,
    name: scenario.name,
    language: "en",
    steps: scenario.steps.map((step) => ({
      astNodeIds: [step.id],
      id: newId(),
      type: "Unknown",
      text: step.text,
    })),
    tags: [...feature.tags, ...scenario.tags].map(({ name, id }) => ({ name, astNodeId: id })),
    astNodeIds: [scenario.id],
  };
}

/** A tag ends at a blank, and another one begins at an `@`. */
function tagOf(word: string): string {
  return `@${oneLine(word).replace(/[\s@#]+/g, "-")}`;
}

/** Gherkin's texts end with their line. */
function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, " ").trim();
}
