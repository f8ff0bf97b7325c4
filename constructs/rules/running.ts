import type { Manifest } from "../../charts/spi/index.ts";
import { type Container, type Examined, inContainer, inObject, ofKind } from "./examined.ts";
import { fieldsAt, type Keys, listAt, textAt, valueAt } from "./fields.ts";
import type { Deviation, Rule } from "./rule.ts";
import { practice } from "./standards.ts";

/** Rules on how it is seen that containers work, and that work ends. */
export const runningRules: readonly Rule[] = [
  {
    id: "health-probes",
    title: "Every container that serves is asked whether it lives and whether it is ready",
    level: "error",
    counterparts: practice("probes"),
    check: (examined) =>
      serving(examined).flatMap((container) =>
        [LIVENESS, READINESS]
          .filter((probe) => valueAt(container.spec, probe) === undefined)
          .map((probe) => inContainer(container, [probe], { probe })),
      ),
  },
  {
    id: "probes-differ",
    title: "What says that a container lives is not what says that it is ready",
    level: "warning",
    counterparts: practice("probes"),
    check: (examined) =>
      serving(examined)
        .filter(({ spec }) => sameQuestion(fieldsAt(spec, LIVENESS), fieldsAt(spec, READINESS)))
        .map((container) => inContainer(container, [LIVENESS])),
  },
  {
    id: "startup-probe-for-java",
    title: "A container that runs Java, which is slow to start, has a start-up probe",
    level: "warning",
    counterparts: practice("startup-probe"),
    check: (examined) =>
      serving(examined)
        .filter(({ spec }) => runsJava(spec) && valueAt(spec, "startupProbe") === undefined)
        .map((container) => inContainer(container, ["startupProbe"])),
  },
  {
    id: "jobs-end",
    title: "Every job has a number of tries and a time after which it has failed",
    level: "error",
    counterparts: practice("job-end"),
    check: (examined) => [
      ...ofKind(examined, "Job").flatMap((job) => endless(job, ["spec"])),
      ...ofKind(examined, "CronJob").flatMap((job) => endless(job, ["spec", "jobTemplate", "spec"])),
    ],
  },
];

const LIVENESS = "livenessProbe";
const READINESS = "readinessProbe";

/** Kinds of pods that are there to serve, not to come to an end. */
const SERVING: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod"];

function serving({ containers }: Examined): Container[] {
  return containers.filter(
    ({ list, pod }) =>
      list === "containers" &&
      SERVING.includes(pod.manifest.object.kind) &&
      !["Never", "OnFailure"].includes(textAt(pod.spec, "restartPolicy")),
  );
}

/** Whether both probes are there and ask the same, however often. */
function sameQuestion(liveness: unknown, readiness: unknown): boolean {
  const question = (probe: unknown) =>
    JSON.stringify(["httpGet", "tcpSocket", "grpc", "exec"].map((kind) => valueAt(probe, kind) ?? null));
  return question(liveness) === question(readiness) && question(liveness) !== question({});
}

/** By the command, or by the variables that only a Java machine reads. */
function runsJava(spec: unknown): boolean {
  const words = [...listAt(spec, "command"), ...listAt(spec, "args")].map(String);
  const variables = listAt(spec, "env").map((variable) => textAt(variable, "name"));
  return (
    words.some((word) => /(^|[/\s])java(\s|$)/.test(word)) ||
    variables.some((name) => /^(_?JAVA_(TOOL_)?OPT(ION)?S|JDK_JAVA_OPTIONS)$/.test(name))
  );
}

function endless(job: Manifest, keys: Keys): Deviation[] {
  return ["backoffLimit", "activeDeadlineSeconds"]
    .filter((field) => typeof valueAt(job.object, ...keys, field) !== "number")
    .map((field) => inObject(job, [...keys, field], { field }));
}
