import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MIGRATIONS } from "./digital-registries/tables.ts";
import { migrateTables } from "./migrate.ts";
import { Store } from "./store.ts";

let folder = "";
const file = () => join(folder, "registries.sqlite");
const INSERT =
  "INSERT INTO audit (at, client, operation, status, correlation_id) VALUES ('2026-01-01', ?, 'create', 200, 'c')";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-migrate-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What the release before the last step has stored. */
function storeOlder(clients: readonly (string | null)[]): void {
  const store = new Store(file(), MIGRATIONS.slice(0, -1));
  store.initialize((db) => {
    for (const client of clients) db.prepare(INSERT).run(client);
  });
  store.close();
}

function members(): unknown[] {
  const database = new DatabaseSync(file());
  const rows = database.prepare("SELECT member FROM audit ORDER BY id").all();
  database.close();
  return rows.map(({ member }) => member);
}

describe("the tables of an older release", () => {
  test("get what the newer one wants, with all that was stored", async () => {
    storeOlder(["XU/GOV/70001/civil", "XU-TEST/COM/1/a-b", null]);
    expect(await migrateTables("digital-registries", folder)).toEqual({
      file: "registries.sqlite",
      from: MIGRATIONS.length - 1,
      to: MIGRATIONS.length,
    });
    expect(members()).toEqual(["GOV/70001", "COM/1", null]);
  });

  test("stay as they are when it is done again", async () => {
    storeOlder(["XU/GOV/70001/civil"]);
    await migrateTables("digital-registries", folder);
    expect(await migrateTables("digital-registries", folder)).toMatchObject({
      from: MIGRATIONS.length,
      to: MIGRATIONS.length,
    });
    expect(members()).toEqual(["GOV/70001"]);
  });

  test("need not be there yet", async () => {
    expect(await migrateTables("digital-registries", folder)).toBeUndefined();
  });

  test("are those of a block that has some", async () => {
    await expect(migrateTables("gis", folder)).rejects.toThrow("no tables of gis");
  });
});

test("a release refuses data of a newer one and changes nothing of them", () => {
  new Store(file(), MIGRATIONS).close();
  expect(() => new Store(file(), MIGRATIONS.slice(0, -1))).toThrow(
    `at step ${MIGRATIONS.length}, and this release knows ${MIGRATIONS.length - 1}`,
  );
  const database = new DatabaseSync(file());
  expect(database.prepare("PRAGMA user_version").get()).toEqual({ user_version: MIGRATIONS.length });
  database.close();
});
