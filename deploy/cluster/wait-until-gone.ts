import type { KubeObject } from "../../charts/spi/index.ts";
import type { Cluster } from "./client.ts";

const WAIT_MS = 180_000;

/** Waits until none of these objects is there any more. Throws, naming them, where some do not go. */
export async function waitUntilGone(
  cluster: Cluster,
  objects: readonly Pick<KubeObject, "apiVersion" | "kind" | "metadata">[],
): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  let left = [...objects];
  while (left.length > 0) {
    const live = await Promise.all(left.map((object) => cluster.readObject(object)));
    left = left.filter((_object, index) => live[index] !== undefined);
    if (left.length === 0) return;
    if (Date.now() > deadline) {
      const names = left.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(", ");
      throw new Error(`these objects do not go: ${names}; see their finalizers`);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}
