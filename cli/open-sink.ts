import type { CallbackSink } from "../conformance/callback-sink.ts";
import type { Target } from "../conformance/check.ts";
import { openLoopbackSink } from "../conformance/loopback-sink.ts";
import { openRemoteSink } from "../conformance/remote-sink.ts";
import type { Deployment } from "../deploy/engine.ts";

/** The sink of a deployment, at the place that its engine makes for it; undefined where there is none. */
export async function openDeploymentSink(
  deployment: Deployment,
  signal: AbortSignal,
): Promise<CallbackSink | undefined> {
  const place = await deployment.placeSink(signal);
  if (place === undefined) return undefined;
  if (place === "loopback") return openLoopbackSink();
  const sink = openRemoteSink(place);
  return {
    ...sink,
    close: async () => {
      await sink.close();
      await place.close();
    },
  };
}

/**
 * A sink for parts of which only addresses are known: one on loopback where all of these are loopback addresses. A
 * part elsewhere cannot reach that; without a sink its call-back checks are skipped, aloud.
 */
export async function openForeignSink(targets: readonly Target[]): Promise<CallbackSink | undefined> {
  return targets.every(({ url }) => isLoopback(url)) ? openLoopbackSink() : undefined;
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
}
