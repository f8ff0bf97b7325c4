import { createHash } from "node:crypto";
import { ApiObject } from "cdk8s";
import type { Construct } from "constructs";
import { NOT_AWAITED_ANNOTATION } from "../charts/spi/index.ts";
import { type PodOwner, type PodProps, podTemplate } from "./pod.ts";
import { addServiceAccount } from "./workload.ts";

/** Work that is done once per release and configuration; `component` names the step. */
export interface JobProps extends PodProps {
  /** Seconds after which it has failed for good; an hour by default. */
  readonly deadline?: number;
  /** Whether it begins with its first init container again after a failure, in a new pod; else where it failed. */
  readonly beginsAnew?: true;
  /** Whether it waits for people, so that an installation ends without it. */
  readonly waitsForPeople?: true;
}

/**
 * Adds a Job `PART-STEP-HASH`. The hash is of its pod's template, so that a new release or configuration is a new
 * Job and an old one that ended is never asked to change. It is tried again until its deadline: what it does has to
 * bear that.
 */
export function addJob(scope: Construct, owner: PodOwner, props: JobProps): void {
  addServiceAccount(scope, owner);
  const template = podTemplate(owner, props, {
    restartPolicy: props.beginsAnew === true ? "Never" : "OnFailure",
  });
  const hash = createHash("sha256").update(JSON.stringify(template)).digest("hex").slice(0, 8);
  new ApiObject(scope, `job-${props.component}`, {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: `${owner.part.name}-${props.component}-${hash}`,
      ...(props.waitsForPeople === true ? { annotations: { [NOT_AWAITED_ANNOTATION]: "true" } } : {}),
    },
    spec: { backoffLimit: 30, activeDeadlineSeconds: props.deadline ?? 3600, template },
  });
}
