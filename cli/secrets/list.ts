import { keysOfValue, type Stack } from "../../charts/spi/index.ts";
import { type AskedSecret, askedSecrets } from "../../constructs/asked-secret.ts";
import { planRotation } from "../../constructs/secret-rotation.ts";
import type { Cluster } from "../../deploy/cluster/client.ts";
import { isOwn } from "../../deploy/cluster/ownership.ts";
import { type CertificateEnd, certificateEnds } from "../../deploy/read-certificate.ts";
import { contentOf } from "../../deploy/secrets.ts";
import { say } from "../messages/talk-en.ts";
import { openStack } from "../open-stack.ts";
import { formatAge } from "../read-status.ts";
import type { TargetFlags } from "../target-options.ts";
import type { Terminal } from "../terminal.ts";
import { formatTable } from "../ui/table.ts";

/** A certificate that ends within this time is to be renewed. */
const SOON_MS = 30 * 86_400_000;

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
  /** When its certificates end; absent where it asks for none, or the cluster does not have it. */
  readonly certificates?: readonly CertificateEnd[];
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
  const now = Date.now();
  terminal.out(
    formatTable(
      columns,
      listed.map((secret) => rowOf(secret, now)),
    ),
  );
  for (const secret of listed) warn(terminal, profile, secret, now);
}

/** What has ended no longer serves, and what ends soon is to be renewed before. */
function warn(terminal: Terminal, profile: string, listed: ListedSecret, now: number): void {
  for (const { key, expiresAt } of listed.certificates ?? []) {
    if (Date.parse(expiresAt) - now > SOON_MS) continue;
    terminal.talk(say.secrets.ending(key, listed.secret, listed.part, formatEnd(expiresAt, now)));
    terminal.talk(`  ${say.secrets.renewHint(profile, listed.part, Date.parse(expiresAt) <= now)}`);
  }
}

/** How far away the end is, in its largest unit. */
function formatEnd(expiresAt: string, now: number): string {
  const ends = Date.parse(expiresAt);
  return ends <= now ? say.secrets.ended : say.secrets.endsIn(formatAge(new Date(now).toISOString(), ends));
}

async function readSecrets(stack: Stack, flags: TargetFlags): Promise<ListedSecret[]> {
  const { openCluster } = await import("../../deploy/cluster/client.ts");
  const { synthStack } = await import("../../constructs/synth.ts");
  const asked = askedSecrets(await synthStack(stack));
  const cluster = await openCluster(flags);
  try {
    await cluster.uid();
    return await Promise.all(
      asked.map((secret) => describeSecret(cluster, stack, secret, whyStays(asked, secret))),
    );
  } finally {
    cluster.close();
  }
}

/** Why rotating its part does not make the Secret anew; undefined where it does. */
function whyStays(all: readonly AskedSecret[], secret: AskedSecret): string | undefined {
  const { staying } = planRotation(all, secret.part);
  const why = staying.find((one) => one.secret === secret)?.why;
  return why && say.secrets.whyStays(why);
}

async function describeSecret(
  cluster: Cluster,
  stack: Stack,
  asked: AskedSecret,
  why: string | undefined,
): Promise<ListedSecret> {
  const { part, name, namespace, values } = asked;
  const live = await cluster.readObject({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } });
  const content = live !== undefined && isOwn(live, stack.name) ? contentOf(live) : undefined;
  const ends = content === undefined ? [] : certificateEnds(asked, content);
  return {
    part,
    secret: name,
    namespace,
    keys: Object.entries(values).flatMap(([key, request]) =>
      keysOfValue(key, request).map((one) => ({ key: one, kind: request.generate })),
    ),
    generation: content?.generation ?? 0,
    ...(content === undefined ? {} : { generatedAt: content.generatedAt }),
    ...(ends.length === 0 ? {} : { certificates: ends }),
    rotatable: why === undefined,
    ...(why === undefined ? {} : { why }),
  };
}

function rowOf(listed: ListedSecret, now: number): string[] {
  const { part, secret, keys, generation, generatedAt, certificates = [], rotatable, why } = listed;
  const [first] = certificates.map(({ expiresAt }) => expiresAt).sort();
  return [
    part,
    secret,
    keys.map(({ key }) => key).join(", "),
    [...new Set(keys.map(({ kind }) => kind))].join(", "),
    generation === 0 ? "-" : String(generation),
    generatedAt === undefined ? "-" : formatAge(generatedAt, now),
    first === undefined ? "-" : formatEnd(first, now),
    rotatable ? say.secrets.yes : say.secrets.no(why ?? ""),
  ];
}
