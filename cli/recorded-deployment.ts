import { partOf, type Stack } from "../charts/spi/index.ts";
import type { Deployment } from "../deploy/engine.ts";
import type { LocalRecord } from "../deploy/local/record.ts";

/** A stack that another process of this machine runs, seen through its record. */
export function recordedDeployment(stack: Stack, record: LocalRecord): Deployment {
  const isAllHere = stack.parts.every((part) => part.external === undefined);
  return {
    addressOf: (name) => {
      const external = partOf(stack, name).external;
      return Promise.resolve(
        external === undefined ? `http://127.0.0.1:${record.ports[name]}` : external.url.replace(/\/$/, ""),
      );
    },
    placeSink: () => Promise.resolve(isAllHere ? "loopback" : undefined),
    close: () => Promise.resolve(),
  };
}
