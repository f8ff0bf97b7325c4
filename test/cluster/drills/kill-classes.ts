import type { Manifest, Stack } from "../../../charts/spi/index.ts";
import type { Engine } from "../../../deploy/engine.ts";
import type { KubeApi } from "../../../lab/kube-api.ts";
import type { Random } from "../../kills/random.ts";
import type { Order } from "../pulumi-order.ts";
import { untilThere } from "../pulumi-processes.ts";
import { bringUp } from "../pulumi-stack.ts";
import { hasState, loseState } from "./state-file.ts";

/** A stack in the lab that is killed again and again. */
export interface Scene {
  readonly api: KubeApi;
  readonly folder: string;
  readonly stack: Stack;
  readonly manifests: readonly Manifest[];
  readonly choice: Order["manifests"];
  readonly engine: Engine;
}

/** A time of a run at which it is killed. */
export interface KillClass {
  readonly name: string;
  /** Whether the stack has a chart too. */
  readonly chart?: boolean;
  readonly what: Order["what"];
  /** Brings the stack to where such a run begins. */
  prepare(scene: Scene): Promise<void>;
  /** Resolves at a random moment of that time. */
  moment(scene: Scene, random: Random): Promise<void>;
  /** Whether the kill must have left objects that the state does not know, to count. */
  readonly wantsOrphans?: boolean;
}

/** All classes, in the order of a round: each begins cheaply from where the one before it ended. */
export const killClasses: readonly KillClass[] = [
  {
    name: "between create and state write",
    what: "up",
    prepare: ({ engine, stack }) => engine.down(stack, { deleteData: false }),
    moment: async (scene, random) => {
      const made = scene.manifests.filter(({ object }) => ["ConfigMap", "Service"].includes(object.kind));
      await untilMade(scene, random.pick(made));
      await pause(random.below(20));
    },
    wantsOrphans: true,
  },
  {
    name: "adoption",
    what: "up",
    prepare: async ({ engine, stack, manifests, folder }) => {
      await bringUp(engine, stack, manifests);
      loseState(folder);
    },
    moment: async ({ folder, stack }, random) => {
      await untilThere("the new state", () => hasState(folder, stack.name) || undefined);
      await pause(random.below(2500));
    },
  },
  {
    name: "down",
    what: "down",
    prepare: async ({ engine, stack, manifests }) => void (await bringUp(engine, stack, manifests)),
    moment: async (scene, random) => {
      await untilGoing(scene);
      await pause(random.below(800));
    },
  },
  {
    name: "secrets being made",
    what: "up",
    prepare: ({ engine, stack }) => engine.down(stack, { deleteData: true }),
    moment: async (scene, random) => {
      const secrets = scene.manifests.filter(({ object }) => object.kind === "Secret");
      await untilMade(scene, random.pick(secrets));
      await pause(random.below(100));
    },
  },
  {
    name: "helm",
    what: "up",
    chart: true,
    prepare: ({ engine, stack }) => engine.down(stack, { deleteData: false }),
    moment: async ({ api, stack }, random) => {
      const path = `/api/v1/namespaces/${stack.name}-mediator/secrets?labelSelector=owner%3Dhelm`;
      await untilThere("Helm's record", async () => {
        const { items } = (await api.request("GET", path)).body;
        return items.length > 0 || undefined;
      });
      await pause(random.below(6000));
    },
  },
];

async function untilMade({ api }: Scene, { object }: Manifest): Promise<void> {
  const plural = `${object.kind.toLowerCase()}s`;
  const { name, namespace } = object.metadata;
  await untilThere(`${object.kind} ${name}`, async () => {
    const { status } = await api.request("GET", `/api/v1/namespaces/${namespace}/${plural}/${name}`);
    return status === 200 || undefined;
  });
}

/** Waits until the removal has begun. */
async function untilGoing({ api, stack, manifests }: Scene): Promise<void> {
  const wanted = manifests.filter(({ object }) => object.kind === "ConfigMap").length;
  const path = `/api/v1/configmaps?labelSelector=country-stack%2Fstack%3D${stack.name}`;
  await untilThere("the removal", async () => {
    const { items } = (await api.request("GET", path)).body;
    const own = items.filter(
      ({ metadata }: { metadata: { namespace: string } }) => metadata.namespace !== "country-stack",
    );
    return own.length < wanted || undefined;
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
