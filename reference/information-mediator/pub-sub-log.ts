import { formatIdentifier } from "../../charts/spi/index.ts";
import type { Call } from "../operation.ts";
import type { Visit } from "./access.ts";
import type { LogEntry } from "./message-log.ts";

/** The log entry of something that a caller did in a room. */
export function describePubSub(
  operation: string,
  call: Pick<Call, "correlationId">,
  visit: Visit,
  fields: Readonly<Record<string, string | number | boolean>>,
): LogEntry {
  return {
    kind: "pubsub",
    correlationId: call.correlationId,
    operation,
    client: formatIdentifier(visit.client),
    room: visit.room,
    ...fields,
  };
}
