import type { CheckContext } from "../../check.ts";
import { expectMatches } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { expectRevision } from "./revision.ts";
import { must, policyPath, WITH_POLICY } from "./scene.ts";
import type { Policy, Revision } from "./shapes.ts";

/** The path of one policy, as the file has it. */
export const ONE = "/config/policy/{policyId}/";

/** For checks that write nothing. */
export const READ = { effect: "read" } as const;

/** The policy is as wanted, and its Revision is of it. */
export function expectPolicy(
  exchange: Exchange,
  { policy, revision }: { readonly policy: Policy; readonly revision: Revision },
  wanted: object,
): void {
  expectMatches(policy, wanted, "the policy", exchange);
  const data = expectRevision(exchange, revision, { schemaName: "Policy", objectId: policy.id });
  expectMatches(data, { name: policy.name, url: policy.url }, "what was revisioned of the policy", exchange);
}

/** Reads a policy as it is, or at a Revision. */
export async function readPolicy(context: CheckContext, path: string, revisionId?: string) {
  const query = revisionId === undefined ? {} : { query: { revisionId } };
  return must(context, { path, ...query }, WITH_POLICY);
}

/** The policy is what it was. */
export async function expectPolicyKept(context: CheckContext, policy: Policy): Promise<void> {
  const { body, exchange } = await readPolicy(context, policyPath(policy.id));
  expectMatches(body.policy, policy, "the policy", exchange);
}

/** Changes a policy. */
export async function updatePolicy(context: CheckContext, policy: Policy, changes: object) {
  const json = { policy: { ...policy, ...changes } };
  return must(context, { method: "PUT", path: policyPath(policy.id), json }, WITH_POLICY);
}
