import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresImage } from "../../../lab/software/postgres-image.ts";
import { whyNoLab } from "../running-lab.ts";
import { type DatabaseDrill, startDrill } from "./database-drill.ts";

const NAME = "backup-postgres-test";
const MINUTES_10 = 600_000;

const SCHEMA = `
CREATE ROLE ledger LOGIN PASSWORD 'it''s a word';
CREATE ROLE reader;
CREATE DATABASE "a ledger's" OWNER ledger ENCODING 'UTF8';
REVOKE ALL ON DATABASE "a ledger's" FROM PUBLIC;
CREATE TABLE kept_in_postgres (id int);
INSERT INTO kept_in_postgres VALUES (7);
`;

const ROWS = String.raw`
CREATE TABLE entry (id bigserial PRIMARY KEY, text text NOT NULL, bytes bytea, at timestamptz DEFAULT now());
ALTER TABLE entry OWNER TO ledger;
GRANT SELECT ON entry TO reader;
CREATE INDEX entry_text ON entry (text);
CREATE VIEW longest AS SELECT max(length(text)) FROM entry;
INSERT INTO entry (text, bytes)
  SELECT E'line\n\\. ünïcode ' || n || repeat('x', n % 300), decode(md5(n::text), 'hex') FROM generate_series(1, 50000) n;
SELECT lo_from_bytea(4711, 'a large object');
`;

/** All that is to be the same afterwards, one line each. */
const STATE = String.raw`
SELECT count(*), sum(hashtext(id || text || encode(bytes, 'hex') || at::text)::bigint) FROM entry;
SELECT * FROM longest;
SELECT last_value FROM entry_id_seq;
SELECT convert_from(lo_get(4711), 'UTF8');
SELECT rolname, rolcanlogin, rolpassword FROM pg_authid WHERE rolname !~ '^pg_' ORDER BY rolname;
SELECT datname, pg_get_userbyid(datdba), datacl FROM pg_database ORDER BY datname;
SELECT relname, relacl, pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname;
\connect postgres
SELECT id FROM kept_in_postgres;
`;

describe.skipIf(whyNoLab !== undefined)("PostgreSQL's data", { timeout: MINUTES_10 }, () => {
  let drill: DatabaseDrill;
  let before: string;

  beforeAll(async () => {
    drill = await startDrill(NAME, "postgres", postgresImage);
    await sql(SCHEMA, "postgres");
    await sql(ROWS, "a ledger's");
    before = await sql(STATE, "a ledger's");
  }, MINUTES_10);

  afterAll(() => drill.end(), MINUTES_10);

  test("are backed up with roles, passwords, rights and large objects", async () => {
    expect(before).toMatch(/^50000\|/);
    expect(before).toContain("a large object");
    const { code, stdout, stderr } = await drill.country("backup");
    expect([code, stderr]).toEqual([0, expect.stringContaining("read it back whole")]);
    expect(stdout).toMatch(/^db +postgres \S+ +taken +\d+\.\d MiB/m);
  });

  test("are the same after the namespaces were deleted and a restore", async () => {
    const password = await drill.readPassword();
    await drill.wipe();
    const { code, stderr } = await drill.country("restore");
    expect([code, stderr]).toEqual([0, expect.stringContaining(`stack ${NAME} is restored`)]);
    console.info(/is restored: .*/.exec(stderr)?.[0]);
    expect(await sql(STATE, "a ledger's")).toBe(before);
    expect(await drill.readPassword()).toBe(password);
    const login = ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--command", "SELECT 'signed in'"];
    const url = (word: string) => `postgresql://postgres:${word}@127.0.0.1/postgres`;
    expect(await drill.inPod("", ...login, url(password))).toBe("signed in");
    await expect(drill.inPod("", ...login, url("wrong"))).rejects.toThrow(/password authentication failed/);
  });

  function sql(text: string, database: string): Promise<string> {
    const psql = [
      "psql",
      "--no-psqlrc",
      "--quiet",
      "--tuples-only",
      "--no-align",
      "--set",
      "ON_ERROR_STOP=1",
    ];
    return drill.inPod(text, ...psql, "--username", "postgres", "--dbname", database, "--file", "-");
  }
});
