import type {
  DiagnosticEvent,
  EngineEvent as PulumiEvent,
  StepEventMetadata,
} from "@pulumi/pulumi/automation/events.js";
import type { Manifest } from "../../charts/spi/index.ts";
import type { EngineEvent } from "../engine.ts";
import { nameOf } from "./deployment-state.ts";
import { plain } from "./plain-message.ts";

/** Follows one update of the engine and tells it part by part. */
export interface UpdateProgress {
  readonly event: (event: PulumiEvent) => void;
  /** The parts that are begun and not ready. */
  readonly unready: () => readonly string[];
  /** Tells why a part is not ready yet; the same reason is told once. */
  readonly waiting: (part: string, detail: string) => void;
}

interface PartState {
  left: number;
  state: EngineEvent["state"];
  detail: string | undefined;
}

/** Starts following an update of these manifests: a part is ready when all its objects are done. */
export function followUpdate(
  manifests: readonly Manifest[],
  onEvent: (event: EngineEvent) => void,
): UpdateProgress {
  const partOf = new Map(manifests.map(({ id, part }) => [id, part]));
  const parts = new Map<string, PartState>();
  for (const { part } of manifests) {
    const known = parts.get(part);
    if (known === undefined) parts.set(part, { left: 1, state: "waiting", detail: undefined });
    else known.left += 1;
  }
  const tell = (part: string, state: EngineEvent["state"], detail?: string) => {
    const known = parts.get(part);
    if (known === undefined || (known.state === state && known.detail === detail)) return;
    known.state = state;
    known.detail = detail;
    onEvent({ part, state, ...(detail === undefined ? {} : { detail }) });
  };
  const finish = (part: string) => {
    const known = parts.get(part);
    if (known === undefined) return;
    known.left -= 1;
    if (known.left === 0 && known.state !== "failed") tell(part, "ready");
  };
  const partOfUrn = (urn: string) => partOf.get(nameOf(urn)) ?? "";
  const begin = ({ urn, op }: StepEventMetadata) => {
    const part = partOfUrn(urn);
    if (op !== "same" && parts.get(part)?.state === "waiting") tell(part, "starting");
  };
  const fail = ({ urn, message, severity }: DiagnosticEvent) => {
    if (severity === "error" && urn !== undefined) tell(partOfUrn(urn), "failed", firstLine(plain(message)));
  };
  return {
    event: ({ resourcePreEvent, resOutputsEvent, diagnosticEvent }) => {
      if (resourcePreEvent !== undefined) begin(resourcePreEvent.metadata);
      const done = resOutputsEvent?.metadata;
      if (done !== undefined && isLastStep(done.op)) finish(partOfUrn(done.urn));
      if (diagnosticEvent !== undefined) fail(diagnosticEvent);
    },
    unready: () => [...parts].filter(([, { state }]) => state === "starting").map(([part]) => part),
    waiting: (part, detail) => {
      const known = parts.get(part);
      if (known?.state !== "starting" || known.detail === detail) return;
      known.detail = detail;
      onEvent({ part, state: "starting", detail });
    },
  };
}

/** A replacement is several steps, of which one makes the new object; "replace" itself does nothing. */
function isLastStep(op: string): boolean {
  return ["same", "create", "update", "create-replacement", "import"].includes(op);
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
