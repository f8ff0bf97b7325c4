import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OWN_IMAGE, OWN_VERSION } from "../../charts/own-image.ts";
import { EXIT, Exit } from "../exit.ts";
import { interruptSignal } from "../interrupt.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { buildArguments, findTool, runTool, type Tool } from "./build-tool.ts";
import { checkReference } from "./image-name.ts";
import { CONTAINERFILE, findCompiled } from "./own-package.ts";
import { writeApp } from "./write-app.ts";

/** What `images build` was told on the command line. */
export interface BuildFlags {
  readonly tool?: Tool;
  readonly tag?: string;
  readonly base?: string;
}

/** `images build`: prepares a folder that holds what pods load, has a tool build it, and prints the reference. */
export async function buildImage(terminal: Terminal, flags: BuildFlags): Promise<void> {
  const tag = checkReference(flags.tag ?? OWN_IMAGE);
  const base = flags.base === undefined ? {} : { BASE: checkReference(flags.base) };
  const tool = await findTool(flags.tool);
  const scratch = mkdtempSync(join(tmpdir(), "country-stack-image-"));
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  try {
    const context = await prepareContext(terminal, scratch);
    if (signal.aborted) throw new Exit(EXIT.interrupted);
    terminal.talk(say.images.building(tag, tool));
    await runTool(terminal, tool, buildArguments(context, tag, { VERSION: OWN_VERSION, ...base }), signal);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  terminal.out(tag);
  const options = flags.tag === undefined ? "" : ` --tag ${tag}`;
  terminal.talk(say.next(`country-stack images push REGISTRY${options}`));
}

/** The folder that the tool is given, inside `scratch`; the compiled files stay outside of it. */
async function prepareContext(terminal: Terminal, scratch: string): Promise<string> {
  const context = join(scratch, "context");
  terminal.talk(say.images.preparing);
  const { files, bytes } = writeApp(join(context, "app"), await findCompiled(scratch));
  cpSync(CONTAINERFILE, join(context, "Containerfile"));
  terminal.talk(say.images.prepared(files, (bytes / 1e6).toFixed(1)));
  return context;
}
