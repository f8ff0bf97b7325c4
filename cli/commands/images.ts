import { Command, Option } from "commander";
import type { BuildFlags } from "../images/build-image.ts";
import type { ListFlags } from "../images/list-images.ts";
import type { LockFlags } from "../images/lock-images.ts";
import type { PushFlags } from "../images/push-image.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack images [list] PROFILE | lock PROFILE | build | push REGISTRY` */
export function imagesCommand(terminal: Terminal): Command {
  const images = new Command("images")
    .description(say.images.description)
    .addHelpText("after", say.images.examples);
  addList(images, terminal);
  addLock(images, terminal);
  images
    .command("build")
    .description(say.images.build)
    .addOption(toolOption())
    .option("--tag <reference>", say.images.tagOption)
    .option("--base <reference>", say.images.baseOption)
    .action(async (flags: BuildFlags) => {
      const { buildImage } = await import("../images/build-image.ts");
      await buildImage(terminal, flags);
    });
  images
    .command("push")
    .description(say.images.push)
    .argument("<registry>", say.images.registryArgument)
    .addOption(toolOption())
    .option("--tag <reference>", say.images.pushTagOption)
    .action(async (registry: string, flags: PushFlags) => {
      const { pushImage } = await import("../images/push-image.ts");
      await pushImage(terminal, registry, flags);
    });
  return images;
}

/** The one that is meant where none is named: `images PROFILE`. */
function addList(images: Command, terminal: Terminal): void {
  images
    .command("list", { isDefault: true })
    .description(say.images.list)
    .argument("<profile>", say.profileArgument)
    .option("--lock <file>", say.images.lockOption)
    .option("--json", say.jsonOption)
    .action(async (profile: string, flags: ListFlags) => {
      const { listStackImages } = await import("../images/list-images.ts");
      await listStackImages(terminal, profile, flags);
    });
}

function addLock(images: Command, terminal: Terminal): void {
  images
    .command("lock")
    .description(say.images.lock)
    .argument("<profile>", say.profileArgument)
    .option("--lock <file>", say.images.lockOption)
    .option("--platform <platform>", say.images.platformOption, collect)
    .option("--plain-http <host>", say.images.plainHttpOption, collect)
    .option("--partial", say.images.partialOption)
    .option("--yes", say.images.yesOption)
    .action(async (profile: string, flags: LockFlags) => {
      const { lockImages } = await import("../images/lock-images.ts");
      await lockImages(terminal, profile, flags);
    });
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

function toolOption(): Option {
  return new Option("--tool <tool>", say.images.toolOption).choices(["docker", "podman", "buildah"]);
}
