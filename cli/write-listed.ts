import { writeFileSync } from "node:fs";
import { listedProducts } from "../charts/listed/products.ts";

/** The committed page of all products that are listed and not installed. */
export const LISTED_FILE = new URL("../docs/products/listed.md", import.meta.url);

const HEAD = `# Products that run elsewhere

The catalog lists these and does not install them. Each can be a part today: name it with the URL at which it runs,
and links, rights at the mediator, checks and use cases reach it as any other part.

\`\`\`yaml
blocks:
  messaging: { product: rapidpro, external: { url: https://messages.gov.example } }
\`\`\`

\`national-system\` is the form for whatever a country has and this list does not: it fills every block, and its option
\`provides\` says what it offers to other parts (\`payments\`, \`registry:households\`). What is said here of licences, releases
and homepages was collected in November 2026 and is unverified where it says so; homepages were not opened. The checks
of a block run against a listed product as against any other, and most will fail where it speaks an interface of its
own: what is missing then is an [adapter](../adr/0009-real-products.md).

This page is made by \`node cli/write-listed.ts\`.`;

/** The text of docs/products/listed.md. */
export function listedText(): string {
  const rows = listedProducts.map(({ id, title, fills, licence, homepage, releases, missing }) => {
    const blocks = fills.length > 6 ? "every block" : fills.join(", ");
    return `| \`${id}\` | ${title} | ${blocks} | ${releases[0]?.version} | ${licence} | ${homepage} | ${missing} |`;
  });
  const head = [
    "| product | title | blocks | release | licence | homepage | what is missing to install it |",
    "| --- | --- | --- | --- | --- | --- | --- |",
  ];
  return `${[HEAD, [...head, ...rows].join("\n")].join("\n\n")}\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(LISTED_FILE, listedText());
