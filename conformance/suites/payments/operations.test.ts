import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { loadOperations } from "../operations.ts";

/** The API files as GovStack publishes them; they lie outside this repository, and not everywhere. */
const SPECIFICATION = new URL("../../../../shared/spec/payments/", import.meta.url);

const operations = loadOperations("payments").filter(({ file }) => file.endsWith(".yml"));

type Item = Readonly<Record<string, { readonly operationId?: string; readonly requestBody?: unknown }>>;

/** The one operation of a file. One has a sentence and a fence of markdown around it, several have a key twice. */
function readFile(file: string) {
  const text = readFileSync(new URL(file, SPECIFICATION), "utf8").replace(/^[\s\S]*?```yaml\s|```\s*$/g, "");
  const { paths } = parse(text, { uniqueKeys: false }) as { readonly paths: Readonly<Record<string, Item>> };
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { operationId }]) => ({ file, method, path, operationId })),
  );
}

/** The answer of a biller is described as a GET with content; a server can only take it as a POST (docs/adr/0012). */
const READ_AS: Readonly<Record<string, string>> = { "P2G_API_YAMLs_billInquiryBillerResponse.yml": "POST" };

it.skipIf(!existsSync(SPECIFICATION))(
  "each file of the specification is one operation, and no other is listed",
  () => {
    const specified = readdirSync(SPECIFICATION)
      .flatMap(readFile)
      .map(
        ({ file, method, path }) =>
          `${READ_AS[file] ?? method.toUpperCase()} ${path.split("?", 1)[0]} ${file}`,
      );
    const listed = operations.map(({ file, method, path }) => `${method} ${path} ${file}`);
    expect(listed.toSorted()).toEqual(specified.toSorted());
  },
);

it.skipIf(!existsSync(SPECIFICATION))("an operation that the specification names is called so", () => {
  const named = readdirSync(SPECIFICATION)
    .flatMap(readFile)
    .flatMap(({ file, operationId }) => (operationId === undefined ? [] : [`${operationId} ${file}`]));
  const listed = operations.map(({ id, file }) => `${id} ${file}`);
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((one) => !listed.includes(one))).toEqual([]);
});

it("the routes of 1.x weigh less than the specification", () => {
  const older = loadOperations("payments").filter(({ file }) => file.startsWith("1.x"));
  expect(older.map(({ level }) => level)).toEqual(older.map(() => "OPTIONAL"));
  expect(older.length).toBe(9);
});
