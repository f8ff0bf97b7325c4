import { execa } from "execa";
import { EXIT, Exit, UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** The programs that build images, in the order in which they are looked for. */
export const TOOLS = ["docker", "podman", "buildah"] as const;

/** The name of one of them. */
export type Tool = (typeof TOOLS)[number];

/** What fails at once where the tool cannot work: docker without its daemon, podman without its machine. */
const PROBES: Readonly<Record<Tool, readonly string[]>> = {
  docker: ["version"],
  podman: ["info"],
  buildah: ["version"],
};
const PROBE_LIMIT_MS = 15_000;

/**
 * The wanted tool, or the first that is there and works. Throws a UsageError that says what was looked for, and why
 * those that are there do not work.
 */
export async function findTool(wanted: Tool | undefined): Promise<Tool> {
  const reasons: string[] = [];
  for (const tool of wanted === undefined ? TOOLS : [wanted]) {
    const result = await execa(tool, PROBES[tool], {
      reject: false,
      timeout: PROBE_LIMIT_MS,
      stdin: "ignore",
    });
    if (!result.failed) return tool;
    if (result.code !== "ENOENT")
      reasons.push(say.images.notWorking(tool, lastLine(result.stderr || (result.shortMessage ?? ""))));
  }
  const sentence = reasons.length > 0 ? reasons.join("; ") : say.images.noTool(wanted ?? TOOLS.join(", "));
  throw new UsageError(sentence, say.images.noToolHint);
}

/** The arguments that build the folder `context` as the image `tag`. */
export function buildArguments(context: string, tag: string, variables: Record<string, string>): string[] {
  const settings = Object.entries(variables).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
  return ["build", "--file", `${context}/Containerfile`, ...settings, "--tag", tag, context];
}

/** Whether the tool has an image of that name. */
export async function hasImage(tool: Tool, reference: string): Promise<boolean> {
  const kind = tool === "buildah" ? ["inspect", "--type", "image"] : ["image", "inspect"];
  const { failed } = await execa(tool, [...kind, reference], { reject: false, stdin: "ignore" });
  return !failed;
}

/** The runs of the tool that put one of its images into a registry. */
export function pushArguments(tool: Tool, reference: string, target: string): string[][] {
  if (tool === "docker")
    return [
      ["tag", reference, target],
      ["push", target],
    ];
  return [["push", reference, `docker://${target}`]];
}

/**
 * Runs the tool and passes on what it says, line by line. Throws an Exit once it has said that the tool failed, or
 * that the person interrupted it.
 */
export async function runTool(
  terminal: Terminal,
  tool: Tool,
  args: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const running = execa(tool, args, { reject: false, all: true, stdin: "ignore", cancelSignal: signal });
  for await (const line of running.iterable({ from: "all" })) {
    terminal.talk(terminal.talkStyle("dim", `  ${line}`));
  }
  const result = await running;
  if (signal.aborted) throw new Exit(EXIT.interrupted);
  if (!result.failed) return;
  terminal.talk(`${terminal.talkStyle("red", say.error)} ${say.images.failed(tool, result.exitCode)}`);
  if (args[0] === "build") terminal.talk(`  ${say.images.baseHint}`);
  throw new Exit(EXIT.failed);
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
