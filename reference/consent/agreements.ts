import type { DatabaseSync } from "node:sqlite";
import { badRequest, conflict } from "../refusal.ts";
import { type PolicyFields, resolvePolicy } from "./policies.ts";
import type { Author } from "./revisions.ts";
import { type GivenAgreement, prune } from "./shapes.ts";

/** What a person consents to or refuses on its own. */
export interface DataAttribute {
  readonly id: string;
  readonly name: string;
  readonly sensitivity: string;
  readonly category: string;
}

/** A data agreement without its id, complete. */
export interface AgreementContent {
  readonly policy?: PolicyFields;
  readonly active: boolean;
  readonly forgettable: boolean;
  readonly lifecycle: { readonly id: string; readonly name: "Draft" | "Complete" };
  readonly signature?: { readonly signature?: string | null | undefined };
  readonly dataAttributes?: readonly DataAttribute[];
  readonly [field: string]: unknown;
}

/**
 * Completes an agreement: its policy as it is, its state of life. `before` is what it was; refuses what the lifecycle
 * does not allow.
 */
export function completeAgreement(
  db: DatabaseSync,
  given: GivenAgreement,
  author: Author,
  before?: AgreementContent,
): { readonly content: AgreementContent; readonly policyAdded: PolicyFields | undefined } {
  const { id: _, policy, controller, ...fields } = prune(given);
  const { name, active } = lifecycleOf(given);
  if (before?.lifecycle.name === "Complete" && name === "Draft")
    throw conflict("lifecycle: what is Complete does not become a Draft again");
  const ids = fields.dataAttributes?.map((one) => one.id) ?? [];
  if (new Set(ids).size < ids.length) throw badRequest("dataAttributes: an id is there twice");
  const resolved = policy === undefined ? undefined : resolvePolicy(db, prune(policy), author);
  const content: AgreementContent = {
    ...fields,
    ...(controller === undefined
      ? {}
      : { controller: { ...controller, id: controller.id || controller.url } }),
    ...(resolved === undefined ? {} : { policy: resolved.policy }),
    active,
    forgettable: given.forgettable ?? false,
    lifecycle: { id: given.lifecycle?.id || name.toLowerCase(), name },
    ...(fields.signature === undefined ? {} : { signature: prune(fields.signature) }),
  };
  return { content, policyAdded: resolved?.added ? resolved.policy : undefined };
}

function lifecycleOf({ lifecycle, active }: GivenAgreement): {
  readonly name: "Draft" | "Complete";
  readonly active: boolean;
} {
  const name = lifecycle?.name ?? (active === false ? "Draft" : "Complete");
  if (name === "Draft" && active === true) throw badRequest("lifecycle: a Draft cannot be active");
  return { name, active: active ?? name === "Complete" };
}
