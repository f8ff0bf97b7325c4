import { SIZES } from "../../charts/spi/index.ts";
import { say } from "../messages/talk-en.ts";
import type { ComparedProduct, Comparison } from "./describe-comparison.ts";

const { compare: words } = say;

/** A line of a comparison: what it is about, and for each product one or more short texts. */
export interface ComparisonRow {
  readonly name: string;
  readonly cells: readonly (readonly string[])[];
}

/** The comparison as rows of texts, for the table and the page alike. `long` adds reasons and descriptions. */
export function rowsOf({ products }: Comparison, long: boolean): ComparisonRow[] {
  const row = (name: string, cell: (product: ComparedProduct) => readonly string[]): ComparisonRow => ({
    name,
    cells: products.map((product) => orNone(cell(product))),
  });
  const { rows } = words;
  return [
    row(rows.title, ({ title }) => [title]),
    row(rows.advice, ({ advice }) => [advice]),
    row(rows.licence, ({ licence }) => [licence]),
    row(rows.homepage, ({ homepage }) => [homepage]),
    row(rows.release, ({ release, status }) => [words.release(release, status)]),
    row(rows.otherReleases, ({ otherReleases }) => otherReleases),
    row(rows.upgradesFrom, ({ upgradesFrom }) => upgradesFrom),
    row(rows.govstack, ({ govstack }) => [govstack ?? words.saysNone]),
    row(rows.results, ({ results }) => (results.length === 0 ? [words.noResult] : results.map(words.result))),
    row(rows.provides, providesOf),
    row(rows.requires, ({ requires }) => requires ?? [words.dependsOnOptions]),
    row(rows.options, ({ options }) => options.map((option) => words.option(option, long))),
    ...SIZES.map((size) =>
      row(words.footprint(size), ({ footprint }) => {
        const { cpu, memory, storage } = footprint[size];
        return [words.requests(cpu, memory, storage)];
      }),
    ),
    row(rows.needs, ({ needs }) => [...new Set(needs.map((need) => words.need(need, long)))]),
    row(rows.replicas, ({ maxReplicas }) => [words.replicas(maxReplicas)]),
    row(rows.local, ({ runsLocally }) => [runsLocally ? words.yes : words.no]),
    row(rows.images, ({ images }) => images),
  ];
}

/** What a product provides can depend on its options, so that none by default is not none at all. */
function providesOf({ provides, options }: ComparedProduct): readonly string[] {
  if (provides === undefined) return [words.dependsOnOptions];
  return provides.length === 0 && options.length > 0 ? [words.noneByDefault] : provides;
}

const orNone = (texts: readonly string[]): readonly string[] => (texts.length === 0 ? [words.none] : texts);
