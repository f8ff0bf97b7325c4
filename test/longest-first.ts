import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * The files that take half a minute and more, longest first. What begins last decides when all ends, and a fresh clone has
 * no durations of earlier runs yet, by which vitest would know.
 */
const LONGEST = [
  "test/cluster/up.cluster.ts",
  "test/cluster/pulumi-deaths.cluster.ts",
  "test/cluster/secrets.cluster.ts",
  "test/cluster/pulumi-death-of-one.cluster.ts",
  "test/cluster/sandbox.cluster.ts",
  "test/add-a-product.slow.ts",
  "test/documentation.slow.ts",
  "test/mutation.slow.ts",
  "test/desk.slow.ts",
  "test/sandbox.slow.ts",
  "test/product-pairs.slow.ts",
  "test/backup.test.ts",
  "test/scenarios/scenarios.test.ts",
  "test/up.test.ts",
  "test/doctor.test.ts",
  "conformance/suites/reference.test.ts",
  "cli/images/lock-images.test.ts",
  "charts/payments/mojaloop/bootstrap/bootstrap.test.ts",
  "test/security-rules.test.ts",
  "conformance/inside-checks.test.ts",
  "test/terminal/init.test.ts",
  "test/product-pairs.test.ts",
];

/** Begins with the files that take longest; the others come in vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const first = LONGEST.flatMap((name) => sorted.filter(({ moduleId }) => moduleId.endsWith(`/${name}`)));
    return [...first, ...sorted.filter((file) => !first.includes(file))];
  }
}
