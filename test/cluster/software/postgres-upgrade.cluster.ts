import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FORMER_VERSION, POSTGRES_VERSION } from "../../../charts/platform/postgres/image.ts";
import { formerPostgresImage, listMinors, postgresImage } from "../../../lab/software/postgres-image.ts";
import { provideSoftware } from "../../../lab/software/software-image.ts";
import { whyNoLab } from "../running-lab.ts";
import { type DatabaseDrill, startDrill } from "./database-drill.ts";

const NAME = "upgrade-postgres-test";
const MINUTES_10 = 600_000;

const ROWS = `
CREATE TABLE entry (id bigserial PRIMARY KEY, text text NOT NULL);
INSERT INTO entry (text) SELECT 'entry ' || n FROM generate_series(1, 20000) n;
`;
const STATE = "SELECT count(*), sum(hashtext(id || text)::bigint) FROM entry;";

/** What ran first and what runs now, as the server itself says it. */
const VERSION = "SELECT version();";
const minors = whyNoLab === undefined ? await listMinors() : [];

/**
 * No image of PostgreSQL can be pulled here: two minor releases of Debian's PostgreSQL 15 run under the names of two of
 * 16. Where Debian has only one of them at the time, that one runs under both names, and which one reads is not asked.
 */
describe.skipIf(whyNoLab !== undefined)("a minor release of PostgreSQL", { timeout: MINUTES_10 }, () => {
  let drill: DatabaseDrill;
  let before: string;
  let formerly: string;

  beforeAll(async () => {
    await provideSoftware(formerPostgresImage);
    drill = await startDrill(NAME, "postgres", postgresImage, FORMER_VERSION);
    await sql(ROWS);
    before = await sql(STATE);
    formerly = await sql(VERSION);
  }, MINUTES_10);

  afterAll(() => drill.end(), MINUTES_10);

  test("is planned with its image, without a job", async () => {
    drill.asking(POSTGRES_VERSION);
    const { code, stdout } = await drill.country("plan");
    expect([code, stdout]).toEqual([3, expect.stringContaining("its data stay as they are")]);
    expect(stdout).toContain(`db: postgres ${FORMER_VERSION} → ${POSTGRES_VERSION}`);
    expect(stdout).toContain(
      `postgres:${FORMER_VERSION}-bookworm → docker.io/library/postgres:${POSTGRES_VERSION}`,
    );
  });

  test("is taken after a backup, and the data are the same", async () => {
    const { code, stderr } = await drill.country("up", "--yes");
    expect([code, stderr]).toEqual([0, expect.stringContaining("before the upgrade: a backup of db")]);
    expect(stderr).toContain("the upgrade of db is done");
    expect(await sql(STATE)).toBe(before);
    expect(before).toMatch(/^20000\|/);
  });

  test.skipIf(minors.length < 2)("is another program, which reads the files of the one before", async () => {
    const now = await sql(VERSION);
    console.info(`${formerly}\n→ ${now}`);
    expect(minorOf(now)).toBeGreaterThan(minorOf(formerly));
  });

  test("is not taken back", async () => {
    drill.asking(FORMER_VERSION);
    const { code, stderr } = await drill.country("up", "--yes");
    expect([code, stderr]).toEqual([2, expect.stringContaining("CS1802")]);
    drill.asking(POSTGRES_VERSION);
  });

  function sql(text: string): Promise<string> {
    const psql = [
      "psql",
      "--no-psqlrc",
      "--quiet",
      "--tuples-only",
      "--no-align",
      "--set",
      "ON_ERROR_STOP=1",
    ];
    return drill.inPod(text, ...psql, "--username", "postgres", "--file", "-");
  }
});

/** 18 of `PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on …`. */
function minorOf(version: string): number {
  return Number(/^PostgreSQL 15\.(\d+) /.exec(version)?.[1]);
}
