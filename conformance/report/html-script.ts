import { PACKED_ID, PLACE_CLASS } from "./html-exchanges.ts";

/**
 * The page's only script: fills in what was sent and answered when somebody opens a row. It makes texts and never markup
 * of what a report holds. A browser that cannot unpack leaves what stands in the row.
 */
export const SCRIPT = `
"use strict";
(() => {
  const packed = document.getElementById("${PACKED_ID}");
  if (packed === null || !("DecompressionStream" in window)) return;
  let rows;
  const unpack = () => {
    const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  };
  const make = (name, text) => {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  };
  const show = ([label, text]) => {
    const head = make("p", label);
    head.className = "label";
    return text === undefined ? [head] : [head, make("pre", text)];
  };
  document.addEventListener("toggle", async ({ target }) => {
    const place = target.querySelector(":scope > .inside > .${PLACE_CLASS}");
    if (!target.open || place === null) return;
    rows ??= unpack();
    place.replaceWith(...(await rows)[place.dataset.row].flatMap(show));
  }, true);
})();
`;
