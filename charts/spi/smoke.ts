/** What the answer to a smoke check has to be. */
export interface SmokeExpectation {
  readonly status: number;
  /** Values by JSON pointer (RFC 6901); `true` asks for any value that is there and not empty. */
  readonly json?: Readonly<Record<string, string | number | boolean>>;
  /** Text that the body contains. */
  readonly contains?: string;
}

/**
 * One request whose answer says that a product works at all, also where it does not speak GovStack's API. It reads
 * and changes nothing.
 */
export interface SmokeCheck {
  /** Kebab-case, unique in its product. */
  readonly id: string;
  /** What is true when it passes. */
  readonly title: string;
  /** A key of the product's ports. */
  readonly port: string;
  readonly method: "GET";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly expect: SmokeExpectation;
}
