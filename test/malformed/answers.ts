/** An answer as it stands on the wire. */
export interface WireAnswer {
  readonly status: number;
  /** Its text, shortened. */
  readonly text: string;
}

const SHOWN = 300;

/**
 * The complete answers at the beginning of what a connection received; those of 1xx are none. `ended` tells that no
 * more will come, which completes an answer without a length.
 */
export function readAnswers(received: Buffer, method: string, ended: boolean): WireAnswer[] {
  const answers: WireAnswer[] = [];
  let rest = received;
  for (;;) {
    const split = rest.indexOf("\r\n\r\n");
    if (split < 0) return answers;
    const head = rest.subarray(0, split).toString("latin1");
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(status)) throw new Error(`what came is not HTTP: ${head.slice(0, SHOWN)}`);
    const body = rest.subarray(split + 4);
    const length = lengthOf(head, status, method, body, ended);
    if (length === undefined) return answers;
    if (status >= 200) answers.push({ status, text: rest.subarray(0, SHOWN).toString("utf8") });
    rest = body.subarray(length);
  }
}

/** How many bytes the body takes; undefined while it is not complete. */
function lengthOf(
  head: string,
  status: number,
  method: string,
  body: Buffer,
  ended: boolean,
): number | undefined {
  if (status < 200 || status === 204 || status === 304 || method === "HEAD") return 0;
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length !== undefined) return body.length >= Number(length) ? Number(length) : undefined;
  if (/^transfer-encoding: *chunked/im.test(head)) {
    const end = body.indexOf("0\r\n\r\n");
    return end < 0 ? undefined : end + 5;
  }
  return ended ? body.length : undefined;
}
