import { startCli } from "../run-cli.ts";
import { type Descendant, descendantsOf, killAll, untilThere } from "./pulumi-processes.ts";

/** Up to this long is waited for the moment: some commands have much to do before it. */
const SECONDS = 300;

/** What a command was when it was killed. */
export interface KilledCli {
  /** All that it had started. */
  readonly below: readonly Descendant[];
  readonly stdout: string;
  readonly stderr: string;
}

/** Ends a command of ours with all that it started once something is so, as a machine that loses power does. */
export async function killCliWhen(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  isSo: (stderr: string) => boolean | Promise<boolean>,
): Promise<KilledCli> {
  const child = startCli(args, env);
  let heard = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
  });
  const pid = child.pid ?? 0;
  let below: Descendant[] = [];
  try {
    const what = `the moment to kill ${args.slice(0, 2).join(" ")}`;
    await untilThere(what, async () => (await isSo(heard)) || undefined, SECONDS);
  } finally {
    below = descendantsOf(pid);
    killAll([pid, ...below.map((one) => one.pid)]);
  }
  const { stdout, stderr } = await child;
  return { below, stdout, stderr };
}
