import type { Stack } from "../charts/spi/index.ts";
import { errorAt } from "./issue.ts";
import { entriesOf } from "./parts.ts";
import type { Resolving } from "./resolving.ts";

/** Reports what products say that they cannot work with, each where it stands in the profile. */
export function checkProducts(resolving: Resolving, stack: Stack): void {
  const { loaded, report } = resolving;
  const entries = entriesOf(resolving);
  for (const part of stack.parts) {
    if (part.external !== undefined) continue;
    for (const { reason, remedy, option } of part.product.problems?.(stack, part, part.options) ?? []) {
      const path = entries.find(({ name }) => name === part.name)?.path;
      const at =
        option === undefined || path === undefined
          ? part.at
          : loaded.keySpanOf([...path, "options", ...option]);
      report(errorAt("CS1211", { part: part.name, product: part.product.id, reason, remedy }, at));
    }
  }
}
