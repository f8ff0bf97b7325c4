import { type Block, capabilityName, type Product, SIZES } from "../../charts/spi/index.ts";
import type { PublishedResult } from "../../conformance/published-results.ts";
import { describeNeed } from "../../profiles/resolving.ts";
import { describeProducts } from "../describe-products.ts";
import { initTalk as say } from "../messages/init-en.ts";
import { formatTable } from "../ui/table.ts";
import { optionShapes, provisionsOf, requirementsOf } from "./suggest-options.ts";

/** All that the catalog knows of a product for a block, in lines that are not broken yet. */
export function describeProduct(
  product: Product,
  block: Block,
  published: readonly PublishedResult[],
): string {
  const { details } = say;
  return [
    `${product.title} (${product.id})`,
    `${product.advice}.`,
    "",
    `${details.licence}: ${product.licence}`,
    `${details.homepage}: ${product.homepage}`,
    ...releaseLines(product, block, published),
    ...section(details.offers, offered(product)),
    ...section(details.requires, requirementsOf(product, {}).map(describeNeed)),
    ...section(
      details.needs,
      product.needs.map(({ rule, workload, reason }) => `${rule} (${workload}): ${reason}`),
    ),
    ...section(details.options, optionLines(product)),
    "",
    ...footprint(product).split("\n"),
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

function releaseLines(product: Product, block: Block, published: readonly PublishedResult[]): string[] {
  const { details } = say;
  const alone = { products: [product], useCases: [] };
  const rows = describeProducts(alone, published).filter((row) => row.block === block);
  const lines = rows.flatMap(({ release, status }) => {
    const version = product.releases.find((each) => each.version === release)?.govstack[block];
    const follows = version === undefined ? "" : `, ${details.govstack(version)}`;
    const found = published.filter(
      (result) => result.block === block && result.product === `${product.id} ${release}`,
    );
    return [
      `${release}: ${status}${follows}`,
      ...found.map(
        ({ startedAt, engine, counts }) => `  ${details.checked(startedAt.slice(0, 10), engine, counts)}`,
      ),
    ];
  });
  return section(details.releases, lines.length === 0 ? [details.noRelease] : lines);
}

/** What it offers as it comes; options may add to it. */
function offered(product: Product): string[] {
  return [...new Set(provisionsOf(product, {}).map(({ capability }) => capabilityName(capability)))];
}

function optionLines(product: Product): string[] {
  return Object.entries(optionShapes(product).shapes).map(([name, shape]) => {
    const without = shape.default === undefined ? "" : ` (${JSON.stringify(shape.default)})`;
    return `${name}${without}${shape.description === undefined ? "" : `: ${shape.description}`}`;
  });
}

function footprint(product: Product): string {
  const rows = SIZES.map((size) => {
    const { cpu, memory, storage } = product.footprint[size];
    return [size, cpu, memory, storage];
  });
  const columns = say.details.footprint.map((title, index) =>
    index === 0 ? { title } : { title, align: "right" as const },
  );
  return formatTable(columns, rows);
}
