import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Product, Size, Stack } from "../charts/spi/index.ts";
import { openProfile } from "./open-profile.ts";
import { ROOT } from "./run-cli.ts";

/** Where a product lives: its first block, or that it is a platform service, and its id. */
export function folderOf(product: Product): string {
  return `charts/${roomOf(product)}/${product.id}`;
}

/** The block that a product is sorted by; `platform` for platform services. */
export function roomOf({ platform, fills }: Product): string {
  return platform === undefined ? (fills[0] ?? "") : "platform";
}

/**
 * A stack with the product as its part `example`, beside a reference mediator and what it needs: resolved from the
 * product's `golden.profile.yaml`, where it has options or neighbours that it cannot do without, else from a
 * profile with nothing else in it.
 */
export function productStack(product: Product, size: Size = "demo"): Stack {
  const own = join(ROOT, folderOf(product), "golden.profile.yaml");
  const file = existsSync(own) ? own : join(ROOT, "example.yaml");
  const text = existsSync(own) ? readFileSync(own, "utf8") : profileText(product);
  return openProfile(file, text.replace(/^size: .*$/m, `size: ${size}`));
}

function profileText(product: Product): string {
  const block = product.fills[0] ?? "cms";
  const mediator = { "information-mediator": { parts: { mediator: "reference" } } };
  return stringify({
    apiVersion: "country-stack/v1alpha1",
    name: "utopia",
    country: { name: "Utopia", code: "XU", currency: "XTS" },
    domain: "utopia.example",
    size: "demo",
    organizations: { interior: { name: "Ministry of the Interior", class: "GOV", code: "70001" } },
    blocks: {
      ...(block === "information-mediator" ? {} : mediator),
      [block]: { parts: { example: product.id } },
    },
  });
}
