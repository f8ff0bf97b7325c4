import type { DatabaseSync } from "node:sqlite";
import { formatIdentifier, type ReferenceConfig } from "../../charts/spi/index.ts";
import type { Call } from "../operation.ts";
import type { Registry } from "./databases.ts";
import { institutionOf } from "./institution.ts";
import type { StoredRecord } from "./records.ts";
import { valuesAt } from "./value.ts";

/** Who read personal data, as the specification's PersonalDataUsage says it. */
export interface Reader {
  readonly id: string;
  readonly initials: string;
  readonly institutionId: string;
  readonly institutionName: string;
  readonly applicationName: string;
}

const USER_HEADERS = ["x-govstack-userid", "x-road-userid"];
/** Newest entries that one answer holds: the operation has no pages. */
const USAGE_LIMIT = 10_000;

/** The reader of a call: the person whom a header names, else the calling application. */
export function readerOf(call: Call, config: ReferenceConfig): Reader {
  const { client } = call;
  if (client === undefined) throw new Error("an operation that reads records requires the caller's header");
  const named = USER_HEADERS.map((name) => call.headers.get(name)?.trim()).find(Boolean);
  const id = (named ?? formatIdentifier(client)).slice(0, 255);
  return {
    id,
    initials: initialsOf(id),
    institutionId: client.memberCode,
    institutionName: institutionOf(config, client),
    applicationName: client.application,
  };
}

/** The first letters of the first three words: `jane.doe` is `JD`. */
function initialsOf(id: string): string {
  const words = id.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  return words
    .slice(0, 3)
    .map((word) => [...word][0]?.toUpperCase() ?? "")
    .join("");
}

/**
 * Notes that a reader saw these records: one entry per person whose data they hold (DRS-8). It belongs into the
 * transaction that reads, so that no answer leaves without its entry.
 */
export function recordUsage(
  db: DatabaseSync,
  registry: Registry,
  records: readonly StoredRecord[],
  reader: Reader,
): void {
  const recordsOfPerson = new Map<string, Set<string>>();
  for (const record of records) {
    for (const person of personsIn(registry, record)) {
      const seen = recordsOfPerson.get(person) ?? new Set<string>();
      recordsOfPerson.set(person, seen.add(record.id));
    }
  }
  const insert = db.prepare(
    `INSERT INTO usage (code, person, reader_id, reader_initials, institution_id, institution_name,
       application_name, at, record_ids) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const at = new Date().toISOString();
  const { id, initials, institutionId, institutionName, applicationName } = reader;
  for (const [person, ids] of recordsOfPerson) {
    const recordIds = JSON.stringify([...ids]);
    insert.run(
      registry.code,
      person,
      id,
      initials,
      institutionId,
      institutionName,
      applicationName,
      at,
      recordIds,
    );
  }
}

function personsIn(registry: Registry, record: StoredRecord): ReadonlySet<string> {
  const values = registry.schema.personPaths.flatMap((path) => valuesAt(record.content, path));
  const named = values.filter(
    (value) => (typeof value === "string" && value !== "") || typeof value === "number",
  );
  return new Set(named.map(String));
}

/** Who saw a person's data in the registries of a code, the newest first; the shape is PersonalDataUsage. */
export function listUsage(db: DatabaseSync, code: string, person: string): readonly unknown[] {
  const rows = db
    .prepare("SELECT * FROM usage WHERE code = ? AND person = ? ORDER BY id DESC LIMIT ?")
    .all(code, person, USAGE_LIMIT);
  return rows.map((row) => ({
    id: String(row["id"]),
    readerId: row["reader_id"],
    readerInitials: row["reader_initials"],
    readerInstitutionId: row["institution_id"],
    readerInstitutionName: row["institution_name"],
    readerApplicationName: row["application_name"],
    searchDateTime: row["at"],
    // The specification's own spelling.
    refrences: (JSON.parse(String(row["record_ids"])) as string[]).map((id) => ({ ReferenceID: id })),
  }));
}
