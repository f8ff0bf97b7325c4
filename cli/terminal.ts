import { styleText } from "node:util";

type Format = Parameters<typeof styleText>[0];

/** Where a command reads its world from and writes to; tests give their own. */
export interface Terminal {
  /** Data, for pipes and files. */
  readonly out: (text: string) => void;
  /** Talk, for the person. */
  readonly talk: (text: string) => void;
  /** Talk goes to a terminal that can be redrawn. */
  readonly interactive: boolean;
  /** Columns of the terminal; 80 elsewhere. */
  readonly columns: number;
  readonly outStyle: (format: Format, text: string) => string;
  readonly talkStyle: (format: Format, text: string) => string;
  /** Whether styles change the text at all. */
  readonly colour: { readonly out: boolean; readonly talk: boolean };
}

/** The terminal of this process. Colours follow NO_COLOR, FORCE_COLOR and whether the stream is a terminal. */
export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  // A reader that went away, such as `| head`, is no reason to stop what runs.
  for (const stream of [stdout, stderr]) stream.on("error", ignoreClosedPipe);
  const colourOf = (stream: NodeJS.WriteStream) => styleText("red", "x", { stream }) !== "x";
  return {
    out: (text) => void stdout.write(`${text}\n`),
    talk: (text) => void stderr.write(`${text}\n`),
    interactive: stderr.isTTY === true && process.env["CI"] === undefined && process.env["TERM"] !== "dumb",
    columns: stderr.columns ?? 80,
    outStyle: (format, text) => styleText(format, text, { stream: stdout }),
    talkStyle: (format, text) => styleText(format, text, { stream: stderr }),
    colour: { out: colourOf(stdout), talk: colourOf(stderr) },
  };
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
