import { expectEqual, expectMatches } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { expectRevision } from "./revision.ts";
import type { Given } from "./scene.ts";
import type { ConsentRecord, Draft, Revision } from "./shapes.ts";

/** What a record must be about, and say. */
export type Expected = Pick<Given, "agreement" | "revision" | "individual"> & {
  readonly optIn?: boolean;
  readonly state?: ConsentRecord["state"];
};

/** The record is that of this individual and this agreement, at the Revision that was consented to. */
export function expectRecord(
  exchange: Exchange,
  record: Draft,
  { agreement, revision, individual, optIn = true, state = "unsigned" }: Expected,
): void {
  const what = "the consent record";
  expectMatches(record.dataAgreement, agreement, `the agreement of ${what}`, exchange);
  const { successor: _, ...agreed } = revision;
  expectMatches(record.dataAgreementRevision, agreed, `the agreement's revision of ${what}`, exchange);
  expectEqual(
    record.dataAgreementRevisionHash,
    revision.serializedHash,
    `dataAgreementRevisionHash of ${what}`,
    exchange,
  );
  expectMatches(record.individual, individual, `the individual of ${what}`, exchange);
  expectEqual(record.optIn, optIn, `optIn of ${what}`, exchange);
  expectEqual(record.state, state, `the state of ${what}`, exchange);
}

/** The Revision is one of this record. */
export function expectRecordRevision(exchange: Exchange, revision: Revision, { id }: ConsentRecord): void {
  expectRevision(exchange, revision, { schemaName: "ConsentRecord", objectId: id });
}
