const WIDTH = 90;
const LINES = 46;
const FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";

/**
 * Makes a PDF 1.4 of lines of text, on as many pages (A4) as they take. Its font has the letters of Western European
 * languages; any other is shown as a question mark.
 */
export function makePdf(lines: readonly string[]): Buffer {
  const pages = split(lines.flatMap(wrap));
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(" ");
  const objects = [
    "<</Type/Catalog/Pages 2 0 R>>",
    `<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>`,
    FONT,
    ...pages.flatMap((page, index) => {
      const content = contentOf(page);
      return [
        `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents ${5 + index * 2} 0 R>>`,
        `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  return write(objects);
}

function write(objects: readonly string[]): Buffer {
  let text = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n";
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}`;
  text += `trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`;
  // One byte a sign, as everything in it is Latin 1.
  return Buffer.from(text, "latin1");
}

function contentOf(lines: readonly string[]): string {
  const shown = lines.map((line) => `(${escapeText(line)}) Tj T*`).join("\n");
  return `BT /F1 11 Tf 16 TL 56 780 Td\n${shown}\nET`;
}

function escapeText(line: string): string {
  return [...line]
    .map((sign) => ((sign.codePointAt(0) ?? 0) > 255 || sign < " " ? "?" : sign))
    .join("")
    .replace(/[\\()]/g, "\\$&");
}

function wrap(line: string): string[] {
  const rows: string[] = [];
  let row = "";
  for (const word of line.split(" ")) {
    if (row !== "" && row.length + word.length + 1 > WIDTH) {
      rows.push(row);
      row = "";
    }
    row = row === "" ? word : `${row} ${word}`;
  }
  return [...rows, row].flatMap((one) => one.match(new RegExp(`.{1,${WIDTH}}`, "gu")) ?? [""]);
}

function split(rows: readonly string[]): string[][] {
  const pages: string[][] = [];
  for (let index = 0; index < rows.length; index += LINES) pages.push(rows.slice(index, index + LINES));
  return pages.length === 0 ? [[]] : pages;
}
