import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";

/** A fenced block of a page: its language, the words behind it as `key=value`, and its text. */
export interface Block {
  readonly language: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  /** The line of the page where its text begins, counted from 1. */
  readonly line: number;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\S*)([^\n]*)\n(.*?)^```$/gms)].map((match) => ({
    language: match[1] ?? "",
    attributes: Object.fromEntries(
      (match[2] ?? "")
        .trim()
        .split(/\s+/)
        .map((word) => word.split("=", 2)),
    ),
    text: match[3] ?? "",
    line: page.slice(0, match.index).split("\n").length + 1,
  }));
}

/** The text of a page without its fenced blocks. */
export function proseOf(page: string): string {
  return page.replace(/^```.*?^```$/gms, "");
}

/**
 * Does what a page says, in `folder`: writes each block with `file=`, changes the file that a `diff` names, runs each
 * `sh`, which must end with its `exit=` (else 0), and compares what it says with the `text` that follows. Other
 * blocks are for reading only. Throws at the first thing that is not as the page says, naming the line.
 */
export async function followPage(file: string, folder: string): Promise<number> {
  const page = readFileSync(file, "utf8");
  let said: string | undefined;
  let done = 0;
  for (const block of blocksOf(page)) {
    const where = `${file}:${block.line}`;
    const target = block.attributes["file"];
    if (block.language === "text" && said !== undefined) expectSaid(said, block.text, where);
    said = undefined;
    if (block.language === "sh") said = await runBlock(block, folder, where);
    else if (target !== undefined) writeBlock(block, join(folder, target), where);
    else continue;
    done++;
  }
  return done;
}

function writeBlock(block: Block, target: string, where: string): void {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, block.language === "diff" ? applyChange(block, target, where) : block.text);
}

function applyChange(block: Block, target: string, where: string): string {
  const lines = block.text.trimEnd().split("\n");
  const without = (sign: string) =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => line.slice(1))
      .join("\n");
  const before = readFileSync(target, "utf8").split(without("+"));
  if (before.length !== 2)
    throw new Error(`${where}: the change fits ${before.length - 1} places of ${target}`);
  return before.join(without("-"));
}

async function runBlock(block: Block, folder: string, where: string): Promise<string> {
  const bin = join(import.meta.dirname, "../node_modules/.bin");
  const { exitCode, all } = await execa("bash", ["-euo", "pipefail", "-c", block.text], {
    cwd: folder,
    all: true,
    reject: false,
    stdin: "ignore",
    env: {
      NO_COLOR: "1",
      CI: "",
      PATH: [bin, process.env["PATH"]].join(delimiter),
      npm_config_loglevel: "error",
    },
  });
  const wanted = Number(block.attributes["exit"] ?? 0);
  if (exitCode !== wanted) throw new Error(`${where}: ended with ${exitCode}, not ${wanted}\n${all}`);
  return String(all ?? "");
}

/** Numbers and widths of columns differ from run to run; a line `…` stands for any lines. */
function expectSaid(said: string, wanted: string, where: string): void {
  const lines = plain(said);
  let from = 0;
  let anywhere = false;
  for (const line of plain(wanted)) {
    if (line === "…") {
      anywhere = true;
      continue;
    }
    const found = lines.indexOf(line, from);
    if (found < 0 || (!anywhere && found !== from))
      throw new Error(`${where}: "${line}" does not come where the page has it:\n${said}`);
    from = found + 1;
    anywhere = false;
  }
  if (!anywhere && from < lines.length) throw new Error(`${where}: the page lacks the end of:\n${said}`);
}

function plain(text: string): string[] {
  return text
    .split("\n")
    .map((line) =>
      line
        .trim()
        .replace(/[\d.]+/g, "#")
        .replace(/\s+/g, " "),
    )
    .filter((line) => line !== "");
}
