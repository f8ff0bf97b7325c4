import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { UsageError } from "../exit.ts";
import { planTalk as say } from "../messages/plan-en.ts";
import { type Prices, pricesShape } from "./prices.ts";

/** The table that comes with this tool. */
const SHIPPED = join(import.meta.dirname, "node-prices.yaml");

/** Reads a table of prices, the shipped one where no file is given; a file that is none is wrong use. */
export function readPrices(file: string | undefined): Prices {
  const path = file ?? SHIPPED;
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(say.pricesUnread(path, code ?? message.split("\n")[0] ?? ""), say.pricesHint);
  }
  const parsed = pricesShape.safeParse(content);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const { path: at = [], message = "" } = first ?? {};
  throw new UsageError(say.pricesWrong(path, at.join("."), message), say.pricesHint);
}
