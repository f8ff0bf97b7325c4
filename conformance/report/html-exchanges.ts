import { gzipSync } from "node:zlib";
import type { Exchange } from "../http.ts";
import type { Status } from "../result.ts";
import { escapeMarkup, printable } from "./printable.ts";

/** What a page shows of a body, in characters; the JSON report has more. */
const SHOWN_BODY = 2048;
/** Of gzip: half the time of the usual level, for a page that is larger by less than a tenth. */
const LEVEL = 3;

/** The element that holds what is packed, and the class of the places where it belongs. */
export const PACKED_ID = "exchanges";
export const PLACE_CLASS = "sent";

/** A label and the text below it; a label alone where there is no text. */
export type Shown = readonly [label: string, text?: string];

/** The requests and answers of a page. */
export interface Exchanges {
  /** The markup for those of one check or step. */
  readonly render: (status: Status, exchanges: readonly Exchange[]) => string;
  /** The markup that the page needs once, behind all others. */
  readonly renderPacked: () => string;
}

/**
 * Requests and answers as they went over the wire, bodies cut. What failed stands there to be read without a script, also
 * on paper. Of the rest the first lines stand there; headers and bodies would be most of a page, and few rows are ever
 * opened: they are packed, JSON of a list of {@link Shown} for each row, with gzip and in base64, until the page's script
 * fills in the row that is opened.
 */
export function collectExchanges(): Exchanges {
  const rows: (readonly Shown[])[] = [];
  return {
    render: (status, exchanges) => {
      if (exchanges.length === 0) return "";
      const shown = exchanges.flatMap(showExchange);
      if (isOpen(status)) return shown.map(renderShown).join("\n");
      rows.push(shown);
      const lines = exchanges.map(renderLine).join("");
      return `<div class="${PLACE_CLASS}" data-row="${rows.length - 1}">${lines}<p>Headers and bodies are in report.json.</p></div>`;
    },
    renderPacked: () => {
      const packed = gzipSync(JSON.stringify(rows), { level: LEVEL }).toString("base64");
      return `<script type="application/octet-stream" id="${PACKED_ID}">${packed}</script>`;
    },
  };
}

/** What failed is to be read without a click. */
export function isOpen(status: Status): boolean {
  return status === "failed" || status === "error";
}

function renderLine({ method, url, status, milliseconds }: Exchange): string {
  return `<p>${escapeMarkup(`${method} ${url}`)}: ${answerOf(status)}, ${milliseconds} ms</p>`;
}

const answerOf = (status: number) => (status === 0 ? "No complete answer" : `Answer ${status}`);

function showExchange(exchange: Exchange): Shown[] {
  const { method, url, requestHeaders, requestBody = "", status, headers, text, milliseconds } = exchange;
  const request = ["Request", writeOut(`${method} ${url}`, requestHeaders, requestBody)] as const;
  const answer = `${answerOf(status)}, ${milliseconds} ms`;
  return status === 0 ? [request, [answer]] : [request, [answer, writeOut("", headers, text)]];
}

function writeOut(first: string, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [...(first === "" ? [] : [first]), ...lines].join("\n");
  return printable(body === "" ? head : `${head}\n\n${cut(body)}`);
}

function cut(body: string): string {
  const rest = body.length - SHOWN_BODY;
  return rest > 0 ? `${body.slice(0, SHOWN_BODY)}\n… ${rest} more characters` : body;
}

function renderShown([label, text]: Shown): string {
  const below = text === undefined ? "" : `<pre>${escapeMarkup(text)}</pre>`;
  return `<p class="label">${escapeMarkup(label)}</p>${below}`;
}
