import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a file unless it has this text already: kube-proxy, for one, ends when its file is written to. */
export function writeText(path: string, text: string, mode = 0o644): void {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
}
