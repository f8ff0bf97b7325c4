import type { Stack } from "../../charts/spi/index.ts";
import type { Cluster } from "../../deploy/cluster/client.ts";
import { isOwn } from "../../deploy/cluster/ownership.ts";
import { EngineRefusal } from "../../deploy/engine.ts";
import { type AskedSecret, askedSecrets, contentOf } from "../../deploy/secrets.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import { openStack } from "../open-stack.ts";
import { formatAge } from "../read-status.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { formatTable } from "../ui/table.ts";

/** What `secrets list` was told on the command line. */
export interface SecretsListFlags extends TargetFlags {
  readonly json?: true;
}

/** A secret as `secrets list` shows it; never a value. */
interface ListedSecret {
  readonly part: string;
  readonly secret: string;
  readonly namespace: string;
  readonly keys: readonly { readonly key: string; readonly kind: string }[];
  /** How often its values were made; 0 where the cluster does not have it. */
  readonly generation: number;
  /** ISO 8601, UTC; absent where the cluster does not have it. */
  readonly generatedAt?: string;
  readonly rotatable: boolean;
  /** Why it is not rotatable. */
  readonly why?: string;
}

/** Lists the secrets that a stack asks for, with what the cluster says of them. */
export async function listSecrets(
  terminal: Terminal,
  profile: string,
  flags: SecretsListFlags,
): Promise<void> {
  const { stack } = await openStack(profile, terminal, { json: flags.json === true });
  const listed = flags.target === "cluster" ? await readSecrets(stack, flags) : [];
  if (flags.json) {
    terminal.out(JSON.stringify(listed));
    return;
  }
  if (listed.length === 0) {
    const isHere = flags.target !== "cluster";
    terminal.talk(isHere ? say.secrets.noneHere(stack.name) : say.secrets.none(stack.name));
    return;
  }
  const columns = say.secrets.columns.map((title) => ({ title }));
  terminal.out(formatTable(columns, listed.map(rowOf)));
}

async function readSecrets(stack: Stack, flags: TargetFlags): Promise<ListedSecret[]> {
  const { openCluster } = await import("../../deploy/cluster/client.ts");
  const { synthStack } = await import("../../constructs/synth.ts");
  const asked = askedSecrets(await synthStack(stack));
  try {
    const cluster = await openCluster(flags);
    try {
      await cluster.uid();
      return await Promise.all(asked.map((secret) => describeSecret(cluster, stack, secret)));
    } finally {
      cluster.close();
    }
  } catch (error) {
    if (error instanceof EngineRefusal) throw new UsageError(error.message);
    throw error;
  }
}

async function describeSecret(cluster: Cluster, stack: Stack, asked: AskedSecret): Promise<ListedSecret> {
  const { part, name, namespace, values, rotatable, why } = asked;
  const live = await cluster.readObject({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } });
  const content = live !== undefined && isOwn(live, stack.name) ? contentOf(live) : undefined;
  return {
    part,
    secret: name,
    namespace,
    keys: Object.entries(values).map(([key, { generate }]) => ({ key, kind: generate })),
    generation: content?.generation ?? 0,
    ...(content === undefined ? {} : { generatedAt: content.generatedAt }),
    rotatable,
    ...(rotatable ? {} : { why }),
  };
}

function rowOf(listed: ListedSecret): string[] {
  const { part, secret, keys, generation, generatedAt, rotatable, why } = listed;
  return [
    part,
    secret,
    keys.map(({ key }) => key).join(", "),
    keys.map(({ kind }) => kind).join(", "),
    generation === 0 ? "-" : String(generation),
    generatedAt === undefined ? "-" : formatAge(generatedAt),
    rotatable ? say.secrets.yes : say.secrets.no(why ?? ""),
  ];
}
