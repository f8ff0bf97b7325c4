import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mariadbImage } from "../../../lab/software/mariadb-image.ts";
import { whyNoLab } from "../running-lab.ts";
import { type DatabaseDrill, startDrill } from "./database-drill.ts";

const NAME = "backup-mariadb-test";
const MINUTES_10 = 600_000;

const ROWS = `
CREATE DATABASE \`a ledger\` CHARACTER SET utf8mb4;
USE \`a ledger\`;
CREATE USER 'ledger'@'%' IDENTIFIED BY 'it''s a word';
GRANT SELECT, INSERT ON \`a ledger\`.* TO 'ledger'@'%';
CREATE TABLE entry (id BIGINT AUTO_INCREMENT PRIMARY KEY, text VARCHAR(400) NOT NULL, bytes VARBINARY(64), KEY (text));
INSERT INTO entry (text, bytes) SELECT CONCAT('line\\n\\\\ ünïcode ', seq, REPEAT('x', seq % 300)), UNHEX(MD5(seq)) FROM seq_1_to_50000;
CREATE VIEW longest AS SELECT MAX(LENGTH(text)) AS longest FROM entry;
CREATE PROCEDURE greet() SELECT 'hello';
`;

/** All that is to be the same afterwards; root gets its password at each start. */
const STATE = `
SELECT COUNT(*), SUM(CRC32(CONCAT(id, text, HEX(bytes)))) FROM \`a ledger\`.entry;
SELECT * FROM \`a ledger\`.longest;
CALL \`a ledger\`.greet();
SHOW CREATE TABLE \`a ledger\`.entry;
SELECT User, Host, JSON_REMOVE(Priv, '$.password_last_changed') FROM mysql.global_priv ORDER BY 1, 2;
SHOW GRANTS FOR 'ledger'@'%';
`;

describe.skipIf(whyNoLab !== undefined)("MariaDB's data", { timeout: MINUTES_10 }, () => {
  let drill: DatabaseDrill;
  let before: string;

  beforeAll(async () => {
    drill = await startDrill(NAME, "mariadb", mariadbImage);
    await sql(ROWS);
    before = await sql(STATE);
  }, MINUTES_10);

  afterAll(() => drill.end(), MINUTES_10);

  test("are backed up with users, rights and routines", async () => {
    expect(before).toContain("50000\t");
    expect(before).toContain("hello");
    const { code, stdout, stderr } = await drill.country("backup");
    expect([code, stderr]).toEqual([0, expect.stringContaining("read it back whole")]);
    expect(stdout).toMatch(/^db +mariadb \S+ +taken +\d+\.\d MiB/m);
  });

  test("are the same after the namespaces were deleted and a restore", async () => {
    const password = await drill.readPassword();
    await drill.wipe();
    const { code, stderr } = await drill.country("restore");
    expect([code, stderr]).toEqual([0, expect.stringContaining(`stack ${NAME} is restored`)]);
    console.info(/is restored: .*/.exec(stderr)?.[0]);
    expect(await sql(STATE)).toBe(before);
    expect(await drill.readPassword()).toBe(password);
  });

  function sql(text: string): Promise<string> {
    const client = `MYSQL_PWD=$(cat /run/secrets/country-stack/password) exec mariadb --no-defaults --user=root \\
      --socket=/var/run/mysqld/mysqld.sock --batch --skip-column-names`;
    return drill.inPod(text, "sh", "-c", client);
  }
});
