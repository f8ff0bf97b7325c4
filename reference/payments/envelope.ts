import type { Answer } from "../operation.ts";

/** Which of GovStack's payments specifications a route is of. */
export type Version = "1.x" | "3.0";

const LONGEST_DESCRIPTION = 200;

/** The acknowledgement of a request, in the spelling of its version. */
export function acknowledge(version: Version, id: string, description: string, code = "00"): Answer {
  const text = description.slice(0, LONGEST_DESCRIPTION);
  if (version === "3.0")
    return { status: 200, body: { responseCode: code, responseDescription: text, requestID: id } };
  return { status: 200, body: capitalEnvelope(id, text, code) };
}

/** As 1.x has it, and some files of 3.0's vouchers. */
export function capitalEnvelope(id: string, description: string, code = "00"): Record<string, string> {
  return {
    ResponseCode: code,
    ResponseDescription: description.slice(0, LONGEST_DESCRIPTION),
    RequestID: id,
  };
}
