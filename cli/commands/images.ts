import { Command, Option } from "commander";
import type { BuildFlags } from "../images/build-image.ts";
import type { PushFlags } from "../images/push-image.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** `country-stack images build | push REGISTRY` */
export function imagesCommand(terminal: Terminal): Command {
  const images = new Command("images")
    .description(say.images.description)
    .addHelpText("after", say.images.examples);
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

function toolOption(): Option {
  return new Option("--tool <tool>", say.images.toolOption).choices(["docker", "podman", "buildah"]);
}
