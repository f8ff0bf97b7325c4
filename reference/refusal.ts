/** Why a request was not carried out. Each block turns it into its own error format. */
export class Refusal extends Error {
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** A short stable code in dotted form, such as `Client.BadRequest`. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    // It is an answer and no defect: nobody reads where it came from, which takes longer to find out than all else.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
    this.name = "Refusal";
    this.status = status;
    this.code = code;
  }
}

/** The request does not have the shape that the specification asks for. */
export const badRequest = (message: string): Refusal => new Refusal(400, "Client.BadRequest", message);

/** The caller has no right to this. */
export const forbidden = (message: string): Refusal => new Refusal(403, "Server.AccessDenied", message);

/** The thing asked for is not there. */
export const notFound = (message: string): Refusal => new Refusal(404, "Client.NotFound", message);

/** The thing is there already, and differs. */
export const conflict = (message: string): Refusal => new Refusal(409, "Client.Conflict", message);
