/** Why a text is no process that can be executed here, and where. */
export class ProcessTrouble extends Error {
  /** Counted from 1, in the XML. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.name = "ProcessTrouble";
    this.line = line;
  }
}
