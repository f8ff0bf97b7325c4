import { OWN_IMAGE } from "../../charts/own-image.ts";
import { UsageError } from "../exit.ts";
import { interruptSignal } from "../interrupt.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";
import { findTool, hasImage, pushArguments, runTool, type Tool } from "./build-tool.ts";
import { nameInRegistry } from "./image-name.ts";

/** What `images push` was told on the command line. */
export interface PushFlags {
  readonly tool?: Tool;
  readonly tag?: string;
}

/** `images push`: puts the built image where a profile with that `images.registry` looks for it. */
export async function pushImage(terminal: Terminal, registry: string, flags: PushFlags): Promise<void> {
  const reference = flags.tag ?? OWN_IMAGE;
  const target = nameInRegistry(registry, reference);
  const tool = await findTool(flags.tool);
  if (!(await hasImage(tool, reference))) {
    throw new UsageError(say.images.notBuilt(tool, reference), say.images.notBuiltHint(tool));
  }
  const signal = interruptSignal(() => terminal.talk(say.up.stopping));
  terminal.talk(say.images.pushing(reference, target));
  for (const args of pushArguments(tool, reference, target)) await runTool(terminal, tool, args, signal);
  terminal.out(target);
  terminal.talk(say.images.inProfile(registry.replace(/\/$/, "")));
}
