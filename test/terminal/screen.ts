const ESCAPE = String.fromCharCode(27);
const SEQUENCE = new RegExp(`^${ESCAPE}\\[([?\\d;]*)([A-Za-z])`);
const BEGINNING = new RegExp(`^${ESCAPE}(\\[[?\\d;]*)?$`);

/**
 * The screen of a terminal, as far as our prompts use one: text, moving, erasing, scrolling. Colours are left out and
 * counted. What it does not know it refuses, so that nothing is shown wrongly.
 */
export class Screen {
  readonly columns: number;
  readonly #rows: number;
  #cells: string[][];
  #row = 0;
  #column = 0;
  #rest = "";
  /** Whether a prompt has been drawn to its end: it then puts the cursor into its column, and nothing else does. */
  settled = false;
  /** How often a line was longer than the screen is wide. */
  overflows = 0;
  /** How many sequences for colours and the like were written. */
  styles = 0;

  constructor(rows: number, columns: number) {
    this.#rows = rows;
    this.columns = columns;
    this.#cells = Array.from({ length: rows }, () => []);
  }

  /** Takes what a program wrote; a sequence may come in two pieces. */
  write(text: string): void {
    let left = this.#rest + text;
    this.#rest = "";
    while (left !== "") {
      const [whole = "", parameters = "", final = ""] = SEQUENCE.exec(left) ?? [];
      if (whole !== "") this.#control(parameters, final);
      else if (BEGINNING.test(left)) {
        this.#rest = left;
        return;
      } else this.#put(left[0] ?? "");
      left = left.slice(whole === "" ? 1 : whole.length);
    }
  }

  /** What a person sees, without blanks at the ends of lines and of the screen. */
  text(): string {
    return this.#cells
      .map((line) =>
        Array.from(line, (cell) => cell ?? " ")
          .join("")
          .trimEnd(),
      )
      .join("\n")
      .trimEnd();
  }

  #put(character: string): void {
    this.settled = false;
    if (character === "\r") this.#column = 0;
    else if (character === "\n") this.#newLine();
    else if (character === "\b") this.#column = Math.max(0, this.#column - 1);
    else if (character < " ") throw new Error(`a control character: ${JSON.stringify(character)}`);
    else this.#print(character);
  }

  #print(character: string): void {
    if (this.#column === this.columns) {
      this.overflows++;
      this.#column = 0;
      this.#newLine();
    }
    const line = this.#cells[this.#row] ?? [];
    line[this.#column] = character;
    this.#column++;
  }

  #newLine(): void {
    if (this.#row < this.#rows - 1) this.#row++;
    else this.#cells = [...this.#cells.slice(1), []];
  }

  #control(parameters: string, final: string): void {
    const count = Number(parameters === "" ? 1 : parameters);
    const move = (rows: number, columns: number) => {
      this.#row = Math.min(this.#rows - 1, Math.max(0, this.#row + rows));
      this.#column = Math.min(this.columns - 1, Math.max(0, this.#column + columns));
    };
    if (parameters.startsWith("?")) return;
    this.settled = final === "G" && parameters !== "";
    if (final === "m") this.styles++;
    else if (final === "A") move(-count, 0);
    else if (final === "B") move(count, 0);
    else if (final === "C") move(0, count);
    else if (final === "D") move(0, -count);
    else if (final === "G") this.#column = count - 1;
    else if (final === "K") this.#erase(parameters);
    else if (final === "J") this.#eraseBelow();
    else throw new Error(`a sequence that is not known: ${parameters}${final}`);
  }

  #erase(parameters: string): void {
    const line = this.#cells[this.#row] ?? [];
    this.#cells[this.#row] = parameters === "2" ? [] : line.slice(0, this.#column);
  }

  #eraseBelow(): void {
    this.#erase("");
    for (let row = this.#row + 1; row < this.#rows; row++) this.#cells[row] = [];
  }
}
