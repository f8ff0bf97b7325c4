import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { runSql } from "../sql.ts";
import { auditLedger } from "./audit-ledger.ts";
import { type Account, move, openAccount } from "./ledger.ts";
import { MIGRATIONS } from "./schema.ts";

/** Books with money that came in, twice. */
function openBooks(): { db: DatabaseSync; outside: Account; payer: Account } {
  const db = new DatabaseSync(":memory:");
  for (const script of MIGRATIONS) db.exec(script);
  const account = (kind: "outside" | "payer", floor: number | null) =>
    openAccount(db, { kind, owner: kind, code: kind, currency: "XTS" }, floor);
  const [outside, payer] = [account("outside", null), account("payer", 0)];
  for (const amount of [500, 20])
    move(db, { from: outside.number, to: payer.number, amount, kind: "funding", reference: "" }, 0);
  return { db, outside, payer };
}

describe("auditLedger", () => {
  it("has nothing to say of books that only moves have changed, again and again", () => {
    const { db, outside, payer } = openBooks();
    expect(auditLedger(db)).toEqual([]);
    move(db, { from: payer.number, to: outside.number, amount: 7, kind: "back", reference: "" }, 0);
    expect(auditLedger(db)).toEqual([]);
  });

  it("finds an account that holds something else than its postings say", () => {
    const { db, payer } = openBooks();
    expect(auditLedger(db)).toEqual([]);
    runSql(db, "UPDATE account SET balance = balance + 1 WHERE number = ?", payer.number);
    expect(auditLedger(db)).toEqual([`account ${payer.number} does not hold the sum of its postings`]);
  });

  it("finds a transfer that makes money, for as long as the server runs", () => {
    const { db, outside, payer } = openBooks();
    runSql(db, "INSERT INTO transfer (number, kind, reference, at) VALUES (90, 'made', '', 0)");
    for (const [account, amount] of [
      [outside.number, -1],
      [payer.number, 3],
    ] as const) {
      runSql(db, "INSERT INTO posting (transfer, account, amount) VALUES (90, ?, ?)", account, amount);
      runSql(db, "UPDATE account SET balance = balance + ? WHERE number = ?", amount, account);
    }
    const made = ["the postings of transfer 90 do not add up to nothing"];
    expect(auditLedger(db)).toEqual(made);
    expect(auditLedger(db)).toEqual(made);
  });

  it("finds money that is set aside for nothing", () => {
    const { db, payer } = openBooks();
    const { owner, code, currency } = payer;
    const reserved = openAccount(db, { kind: "reserved", owner, code, currency }, 0);
    move(db, { from: payer.number, to: reserved.number, amount: 5, kind: "reserve", reference: "" }, 0);
    expect(auditLedger(db)).toEqual([`reserved ${code} holds 5, and 0 is claimed`]);
  });
});
