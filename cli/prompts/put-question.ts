import { complaintAbout } from "../init/judge.ts";
import {
  type ChoiceQuestion,
  type ChoicesQuestion,
  type Question,
  showAnswer,
  type TextQuestion,
} from "../init/question.ts";
import { initTalk as say } from "../messages/init-en.ts";
import type { Terminal } from "../terminal.ts";
import { printable } from "../ui/source-line.ts";
import { wrapText } from "../ui/wrap.ts";
import { type KeyWish, watchKeys } from "./watch-keys.ts";

/** What came of a question. */
export type Reply =
  | { readonly kind: "answer"; readonly answer: unknown }
  | { readonly kind: "back" }
  | { readonly kind: "stop" };

/** What a question is put with. */
export interface Manner {
  readonly terminal: Terminal;
  /** What was answered before; stands where the suggestion would. */
  readonly before?: unknown;
  readonly canGoBack: boolean;
  /** Rows of the terminal. */
  readonly rows: number;
  /** Nothing stays to be seen of what is answered. */
  readonly silent?: true;
}

/** The lines of a list's page that are not the list: title, help, keys, head, advice. */
const FRAME_ROWS = 12;

/** Puts a question to the person at the terminal and waits. What is answered stays to be seen, in one line. */
export async function putQuestion(question: Question, manner: Manner): Promise<Reply> {
  let { before } = manner;
  for (;;) {
    const put = await putOnce(question, { ...manner, before });
    if (put.kind === "details") {
      before = put.marked;
      const details = detailsOf(question, put.marked);
      manner.terminal.talk(`\n${wrapText(printableLines(details), manner.terminal.columns, "  ")}\n`);
      continue;
    }
    if (put.kind === "answer" && !manner.silent) showLine(question, put.answer, manner.terminal);
    if (put.kind === "back") manner.terminal.talk(manner.terminal.talkStyle("dim", say.wentBack));
    return put;
  }
}

type Put = Reply | { readonly kind: "details"; readonly marked: string };

async function putOnce(question: Question, manner: Manner): Promise<Put> {
  const { default: inquirer } = await import("inquirer");
  const aborting = new AbortController();
  const { signal } = aborting;
  let wish: KeyWish = "stop";
  const marked = { value: "" };
  const wishes: KeyWish[] = ["stop"];
  if (manner.canGoBack) wishes.push("back");
  if (hasDetails(question)) wishes.push("details");
  const unwatch = watchKeys(wishes, (wished) => {
    wish = wished;
    aborting.abort();
  });
  const prompt = inquirer.createPromptModule({ output: process.stderr, clearPromptOnDone: true, signal });
  try {
    const { answer } = await prompt<{ answer: unknown }>([
      { name: "answer", ...promptFor(question, manner, marked) },
    ]);
    return { kind: "answer", answer: question.kind === "text" ? question.read(String(answer)) : answer };
  } catch (error) {
    if (!isEnd(error)) throw error;
    if (!signal.aborted || wish === "stop") return { kind: "stop" };
    return wish === "back" ? { kind: "back" } : { kind: "details", marked: marked.value };
  } finally {
    unwatch();
  }
}

/** Ctrl-C and what was aborted here; anything else is a defect. */
function isEnd(error: unknown): boolean {
  return error instanceof Error && ["ExitPromptError", "AbortPromptError"].includes(error.name);
}

function promptFor(question: Question, manner: Manner, marked: { value: string }) {
  if (question.kind === "text") return textPrompt(question, manner);
  return listPrompt(question, manner, marked);
}

function textPrompt(question: TextQuestion, manner: Manner) {
  const { before = question.suggested } = manner;
  const shown = before === undefined ? "" : printable(question.show(before));
  return {
    type: "input" as const,
    message: `${head(question, manner, shown === "" ? say.keys.empty : say.keys.text)}\n  >`,
    default: shown,
    validate: (typed: string) => complaintAbout(question, question.read(typed)) ?? true,
    theme: { style: { message: plain, error: errorStyle(manner) } },
  };
}

function listPrompt(question: ChoiceQuestion | ChoicesQuestion, manner: Manner, marked: { value: string }) {
  const { terminal, before = question.suggested, rows } = manner;
  const { choices } = question;
  const pageSize = Math.max(4, rows - FRAME_ROWS);
  const more = choices.length > pageSize ? ` ${say.inAll(choices.length)}` : "";
  const heads = question.kind === "choice" && question.head !== undefined ? `\n  ${question.head}` : "";
  const style = {
    message: plain,
    error: errorStyle(manner),
    keysHelpTip: () => undefined,
    // The prompts hand over the description of what is marked, and of nothing else.
    description: (value: string) => {
      marked.value = value;
      const about = choices.find((choice) => choice.value === value)?.about ?? "";
      return terminal.talkStyle("cyan", wrapText(about, terminal.columns - 1, "  "));
    },
  };
  return {
    type: question.kind === "choice" ? ("select" as const) : ("checkbox" as const),
    message: `${head(question, manner, say.keys[question.kind], more)}${terminal.talkStyle("dim", heads)}`,
    choices: choices.map(({ value, name, disabled }) => ({
      value,
      name,
      description: value,
      disabled: disabled ?? false,
    })),
    default: before,
    loop: false,
    pageSize,
    shortcuts: { all: null, invert: null },
    validate: (items: readonly { value: string }[]) =>
      complaintAbout(question, question.kind === "choice" ? items : items.map(({ value }) => value)) ?? true,
    theme: { style },
  };
}

/** Title, help and keys: the same three for each question. */
function head(question: Question, { terminal, canGoBack }: Manner, keys: string, more = ""): string {
  const { columns } = terminal;
  const all = [
    keys,
    ...(hasDetails(question) ? [say.keys.details] : []),
    ...(canGoBack ? [say.keys.back] : []),
    say.keys.stop,
  ];
  return [
    `${terminal.talkStyle("bold", printable(question.title))}${more}`,
    wrapText(printable(question.help), columns, "  "),
    terminal.talkStyle("dim", wrapText(all.join(" · "), columns, "  ")),
  ].join("\n");
}

const plain = (text: string): string => text;

const errorStyle =
  ({ terminal }: Manner) =>
  (text: string): string =>
    terminal.talkStyle("red", wrapText(text, terminal.columns - 1, "  "));

function hasDetails(question: Question): boolean {
  return question.kind !== "text" && question.choices.some(({ details }) => details !== undefined);
}

function detailsOf(question: Question, marked: string): string {
  const choice =
    question.kind === "text" ? undefined : question.choices.find(({ value }) => value === marked);
  return choice?.details ?? choice?.about ?? "";
}

const printableLines = (text: string): string => text.split("\n").map(printable).join("\n");

function showLine(question: Question, answer: unknown, terminal: Terminal): void {
  const shown = printable(showAnswer(question, answer));
  const line = say.answered(printable(question.title), shown);
  terminal.talk(
    `${terminal.talkStyle("green", "✔")} ${wrapText(line, terminal.columns - 2).replaceAll("\n", "\n  ")}`,
  );
}
