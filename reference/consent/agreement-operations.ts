import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { conflict } from "../refusal.ts";
import { type AgreementContent, completeAgreement } from "./agreements.ts";
import { type Changing, type Consent, change, requireManagement } from "./consent.ts";
import {
  createObject,
  deleteObject,
  listObjects,
  requireEver,
  requireObject,
  updateObject,
} from "./objects.ts";
import { PAGE, pageOf } from "./page.ts";
import { describeRevision, revisionAt, type StoredRevision } from "./revisions.ts";
import { routesOf } from "./routes.ts";
import { AGREEMENT, type GivenAgreement, prune } from "./shapes.ts";
import { verifyOver } from "./signatures.ts";

const PATH = "/config/data-agreement/";
const ONE = "/config/data-agreement/{dataAgreementId}/";
const RESPONSES = { 200: "The DataAgreement and its Revision", 400: "bad input parameter" } as const;
const LISTED = { 200: "The DataAgreements", 400: "bad input parameter" } as const;

/** The operations on data agreements: those of the organisation, of everybody, of who verifies and of who audits. */
export function agreementOperations(consent: Consent): readonly Operation[] {
  const guard = requireManagement(consent);
  const body = z.object({ dataAgreement: AGREEMENT });
  const common = (path: string) => ({ path, routes: routesOf(path), responses: RESPONSES });
  const read = (id: string, path: string, how: typeof readOne, guarded = {}) =>
    defineOperation({
      ...{ id, summary: "A DataAgreement", method: "GET", ...common(path), ...guarded },
      handle: ({ params }) => answer(consent.store.read((db) => how(db, params["dataAgreementId"] ?? ""))),
    });
  const list = (id: string, path: string, name: string, guarded = {}) =>
    defineOperation({
      ...{ id, summary: "The DataAgreements", method: "GET", ...common(path), ...guarded },
      query: PAGE,
      responses: LISTED,
      handle: ({ query }) => answer({ [name]: consent.store.read((db) => listAgreements(db, query)) }),
    });
  return [
    defineOperation({
      ...{ id: "configDataAgreementCreate", summary: "Create a DataAgreement", method: "POST" },
      ...{ body, guard, ...common(PATH) },
      handle: async (call) => {
        const { dataAgreement: given } = call.body;
        await verifySignature(given);
        return answer(
          await change(consent, call, "configDataAgreementCreate", (changing) => create(changing, given)),
        );
      },
    }),
    defineOperation({
      ...{ id: "configDataAgreementUpdate", summary: "Update a DataAgreement", method: "PUT" },
      ...{ body, guard, ...common(ONE) },
      handle: async (call) => {
        const { dataAgreement: given } = call.body;
        const id = idIn(call);
        if (given.id && given.id !== id) throw conflict("dataAgreement: the id is that of another one");
        await verifySignature(given);
        return answer(
          await change(consent, call, "configDataAgreementUpdate", (changing) => update(changing, id, given)),
        );
      },
    }),
    defineOperation({
      ...{ id: "configDataAgreementDelete", summary: "Delete a DataAgreement", method: "DELETE" },
      ...{ guard, ...common(ONE) },
      handle: async (call) =>
        answer(
          await change(consent, call, "configDataAgreementDelete", (changing) => {
            const { db, author } = changing;
            const { revision, changed } = deleteObject(db, "DataAgreement", idIn(call), author);
            if (changed) tell(changing, "data-agreement.deleted", revision);
            return { revision: describeRevision(db, revision) };
          }),
        ),
    }),
    read("configDataAgreementRead", ONE, readOne, { guard }),
    // Its list has this name in the file.
    list("configDataAgreementList", "/config/data-agreements/", "dataAgreement", { guard }),
    read("serviceDataAgreementRead", "/service/data-agreement/{dataAgreementId}/", readOne),
    list("serviceVerificationDataAgreementList", "/service/verification/data-agreements/", "dataAgreements"),
    list("auditDataAgreementList", "/audit/data-agreements/", "dataAgreements", { guard }),
    read("auditDataAgreementRead", "/audit/data-agreement/{dataAgreementId}/", auditOne, { guard }),
  ];
}

function create(changing: Changing, given: GivenAgreement): object {
  const { db, author } = changing;
  const { content, policyAdded } = completeAgreement(db, given, author);
  const { id, revision, added } = createObject(db, "DataAgreement", given.id ?? undefined, content, author);
  if (policyAdded !== undefined)
    changing.announce({ event: "policy.created", data: { policyId: policyAdded.id } });
  if (added) tell(changing, "data-agreement.created", revision);
  return describe(db, id, content, revision);
}

function update(changing: Changing, id: string, given: GivenAgreement): object {
  const { db, author } = changing;
  const { content: before } = requireObject<AgreementContent>(db, "DataAgreement", id);
  const { content, policyAdded } = completeAgreement(db, given, author, before);
  const { revision, changed } = updateObject(
    ...([db, "DataAgreement", id, content, author, before.signature?.signature ?? undefined] as const),
  );
  if (policyAdded !== undefined)
    changing.announce({ event: "policy.created", data: { policyId: policyAdded.id } });
  if (changed) tell(changing, "data-agreement.updated", revision);
  return describe(db, id, content, revision);
}

async function verifySignature({ signature, ...rest }: GivenAgreement): Promise<void> {
  if (signature != null) await verifyOver(prune(rest), signature);
}

function readOne(db: DatabaseSync, id: string): object {
  const { content, revision } = requireObject(db, "DataAgreement", id);
  return describe(db, id, content, revisionAt(db, revision));
}

function auditOne(db: DatabaseSync, id: string): object {
  return { dataAgreement: { id, ...requireEver(db, "DataAgreement", id).content } };
}

function listAgreements(db: DatabaseSync, query: URLSearchParams): object[] {
  return listObjects(db, "DataAgreement", pageOf(query)).map(({ id, content }) => ({ id, ...content }));
}

function describe(db: DatabaseSync, id: string, content: object, revision: StoredRevision): object {
  return { dataAgreement: { id, ...content }, revision: describeRevision(db, revision) };
}

function tell(
  { announce }: Changing,
  event: `data-agreement.${"created" | "updated" | "deleted"}`,
  { object, id, hash }: StoredRevision,
): void {
  announce({ event, data: { dataAgreementId: object, revisionId: id, revisionHash: hash } });
}

function idIn({ params }: Call): string {
  return params["dataAgreementId"] ?? "";
}

function answer(body: object) {
  return { status: 200, body };
}
