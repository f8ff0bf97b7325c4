import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type Call, defineOperation, type Operation } from "../operation.ts";
import { conflict } from "../refusal.ts";
import { type Changing, type Consent, change, requireManagement } from "./consent.ts";
import {
  createObject,
  deleteObject,
  listObjects,
  requireEver,
  requireObject,
  type StoredObject,
  updateObject,
} from "./objects.ts";
import { PAGE, pageOf } from "./page.ts";
import { isInForce, policyRevision } from "./policies.ts";
import {
  contentAt,
  describeRevision,
  listRevisions,
  requireRevision,
  revisionAt,
  type StoredRevision,
} from "./revisions.ts";
import { routesOf } from "./routes.ts";
import { POLICY, prune } from "./shapes.ts";

const PATH = "/config/policy/";
const ONE = "/config/policy/{policyId}/";
const RESPONSES = { 200: "The Policy and its Revision", 400: "bad input parameter" } as const;
const REVISION = { name: "revisionId" } as const;

/** The operations on policies: those of the organisation, and the one for everybody. */
export function policyOperations(consent: Consent): readonly Operation[] {
  const { store } = consent;
  const guard = requireManagement(consent);
  const body = z.object({ policy: POLICY });
  const common = (path: string) => ({ path, routes: routesOf(path), guard, responses: RESPONSES });
  return [
    defineOperation({
      ...{ id: "configPolicyCreate", summary: "Create a Policy", method: "POST", body, ...common(PATH) },
      handle: async (call) => {
        const { id: given, ...content } = prune(call.body.policy);
        return answer(
          await change(consent, call, "configPolicyCreate", (changing) => {
            const { id, revision, added } = createObject(
              changing.db,
              "Policy",
              given,
              content,
              changing.author,
            );
            if (added) tell(changing, "policy.created", revision);
            return describe(changing.db, { id, content }, revision);
          }),
        );
      },
    }),
    defineOperation({
      ...{
        id: "configPolicyRead",
        summary: "A Policy, at one of its Revisions",
        method: "GET",
        ...common(ONE),
      },
      query: [REVISION],
      handle: (call) => answer(store.read((db) => readPolicy(db, call))),
    }),
    defineOperation({
      ...{ id: "configPolicyUpdate", summary: "Update a Policy", method: "PUT", body, ...common(ONE) },
      handle: async (call) => {
        const { policyId: id = "" } = call.params;
        const { id: given = id, ...content } = prune(call.body.policy);
        if (given !== id) throw conflict("policy: the id is that of another one");
        return answer(
          await change(consent, call, "configPolicyUpdate", (changing) => {
            const { revision, changed } = updateObject(changing.db, "Policy", id, content, changing.author);
            if (changed) tell(changing, "policy.updated", revision);
            return describe(changing.db, { id, content }, revision);
          }),
        );
      },
    }),
    defineOperation({
      ...{ id: "configPolicyDelete", summary: "Delete a Policy", method: "DELETE", ...common(ONE) },
      handle: async (call) =>
        answer(
          await change(consent, call, "configPolicyDelete", (changing) => {
            const { policyId: id = "" } = call.params;
            if (isInForce(changing.db, id)) throw conflict("an active DataAgreement has this Policy");
            const { revision, changed } = deleteObject(changing.db, "Policy", id, changing.author);
            if (changed) tell(changing, "policy.deleted", revision);
            return { revision: describeRevision(changing.db, revision) };
          }),
        ),
    }),
    defineOperation({
      id: "configPolicyRevisionsList",
      summary: "A Policy, and its Revisions in their order",
      method: "GET",
      ...common("/config/policy/{policyId}/revisions/"),
      query: PAGE,
      handle: (call) => answer(store.read((db) => readRevisions(db, call))),
    }),
    defineOperation({
      id: "configPolicyList",
      summary: "The Policies, or one as it was at a Revision",
      method: "GET",
      ...common("/config/policies/"),
      query: [REVISION, ...PAGE],
      handle: ({ query }) => answer({ policies: store.read((db) => listPolicies(db, query)) }),
    }),
    defineOperation({
      id: "servicePolicyRead",
      summary: "A Policy, as it is or as an agreement has it",
      method: "GET",
      path: "/service/policy/{policyId}/",
      routes: routesOf("/service/policy/{policyId}/"),
      query: [REVISION],
      responses: RESPONSES,
      handle: (call) => answer(store.read((db) => readPolicy(db, call))),
    }),
  ];
}

function readPolicy(db: DatabaseSync, { params, query }: Call): object {
  const { policyId = "" } = params;
  const revisionId = query.get("revisionId");
  if (!revisionId) {
    const policy = requireObject(db, "Policy", policyId);
    return describe(db, policy, revisionAt(db, policy.revision));
  }
  const revision = policyRevision(db, policyId, revisionId);
  return describe(db, { id: policyId, content: contentAt(revision) }, revision);
}

function readRevisions(db: DatabaseSync, { params, query }: Call): object {
  const { id, content } = requireEver(db, "Policy", params["policyId"] ?? "");
  const revisions = listRevisions(db, "Policy", id, pageOf(query));
  return { policy: { id, ...content }, revisions: revisions.map((one) => describeRevision(db, one)) };
}

function listPolicies(db: DatabaseSync, query: URLSearchParams): object[] {
  const page = pageOf(query);
  const revisionId = query.get("revisionId");
  if (!revisionId) return listObjects(db, "Policy", page).map(({ id, content }) => ({ id, ...content }));
  const revision = requireRevision(db, "Policy", revisionId);
  const one = { id: revision.object, ...contentAt<object>(revision) };
  return [one].slice(page.offset, page.offset + page.limit);
}

function describe(
  db: DatabaseSync,
  { id, content }: Pick<StoredObject<object>, "id" | "content">,
  revision: StoredRevision,
): object {
  return { policy: { id, ...content }, revision: describeRevision(db, revision) };
}

function tell(
  { announce }: Changing,
  event: "policy.created" | "policy.updated" | "policy.deleted",
  { object, id, hash }: StoredRevision,
): void {
  announce({ event, data: { policyId: object, revisionId: id, revisionHash: hash } });
}

function answer(body: object) {
  return { status: 200, body };
}
