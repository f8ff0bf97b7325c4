import type { KubeObject, Manifest, Stack } from "../charts/spi/index.ts";
import type { RunPlan } from "./cluster/record.ts";
import type { Drift } from "./drift/drift.ts";
import type { Succession } from "./succession.ts";
import type { Jump } from "./upgrade/judge-jumps.ts";

/** Who asks for an address: a pod of the stack, the person's machine, or a citizen's browser. */
export type Origin = "pod" | "workstation" | "browser";

/** What happened to a part, for the person who waits. `detail` is one short sentence. */
export interface EngineEvent {
  readonly part: string;
  readonly state: "waiting" | "starting" | "ready" | "failed" | "stopped";
  readonly detail?: string;
}

/** How an engine is asked to bring up a stack. */
export interface UpOptions {
  readonly onEvent: (event: EngineEvent) => void;
  /** Aborted at the first SIGINT: finish what runs and stop cleanly. */
  readonly signal: AbortSignal;
  /** The part whose secrets are made anew, those that can be. */
  readonly rotate?: string;
  /** The authority whose key is being replaced, and the step that it takes. */
  readonly succession?: Succession;
  /** Ids of objects that hold data and may all the same be made anew without it; others of them never are. */
  readonly losing?: readonly string[];
  /** The parts that go to another release, and where what they had stored before is. */
  readonly upgrade?: Upgrade;
  /** What was agreed to, for the record of runs. */
  readonly plan?: RunPlan;
}

/** Parts that go to another release by one run. */
export interface Upgrade {
  readonly parts: readonly Jump[];
  readonly backup?: { readonly place: string; readonly file: string };
}

/** How an engine is asked to take a stack down. */
export interface DownOptions {
  /** Whether data goes too; without it claims, secrets and their namespaces stay. */
  readonly deleteData: boolean;
  /** With the data goes all but the record of runs: what follows at once goes on with it. */
  readonly keepRuns?: true;
  /** Told of every object that stays, and why; after all else is gone. */
  readonly onKept?: (kept: KeptObject) => void;
  /** Aborted at the first SIGINT: finish what runs and stop cleanly. */
  readonly signal?: AbortSignal;
}

/** An object that `down` left in the cluster. */
export interface KeptObject {
  readonly kind: string;
  /** Absent for an object of the cluster. */
  readonly namespace?: string;
  readonly name: string;
  /** Because data is in it, or because this user may not remove it, as with namespaces that another team makes. */
  readonly why: "data" | "not-allowed";
}

/** A sink for call-backs that runs beside the parts, for the time of a run of checks. URLs end without a slash. */
export interface PlacedSink {
  /** As the parts reach it. */
  readonly callbackUrl: string;
  /** Its control API, as this process reaches it. */
  readonly controlUrl: string;
  /** What the control API wants to see; belongs in no log. */
  readonly token: string;
  /** Takes it away again, with all that was made for it. */
  close(): Promise<void>;
}

/** A key, its certificate and the authority to trust; all PEM. Belongs in no log. */
export interface ClientCertificate {
  readonly key: string;
  readonly cert: string;
  readonly ca: string;
}

/** A part's own socket, as it comes over the wire, where a part in a cluster speaks TLS. */
export interface InsideSocket {
  readonly host: string;
  readonly port: number;
  /** The host name by which pods call it. */
  readonly name: string;
  /** What the part takes from this tool. */
  readonly certificate: ClientCertificate;
  /** What it must not take: the same name, of an authority that nobody knows. */
  readonly stranger: ClientCertificate;
}

/** A stack that runs. */
export interface Deployment {
  /** The base URL of a part's port, without a slash at its end. */
  addressOf(part: string, port: string, from: Origin): Promise<string>;
  /**
   * What requests to a part have to carry beside the product's own headers, such as the token that the stack made for
   * it; belongs in no log. Absent where no part asks for anything.
   */
  headersOf?(part: string): Promise<Readonly<Record<string, string>>>;
  /** What callers from pods that are no part's show to parts that speak TLS; undefined where none does. */
  certificate?(): Promise<ClientCertificate | undefined>;
  /** Where the TLS of a part can be tried; undefined where it speaks none. */
  insideOf?(part: string): Promise<InsideSocket | undefined>;
  /**
   * Makes a place where the parts' call-backs arrive; `loopback` where the parts reach a listener of this process,
   * undefined where they reach none. Rejects with the reason where the place cannot be made.
   */
  placeSink(signal: AbortSignal): Promise<PlacedSink | "loopback" | undefined>;
  /** Frees what this process holds: port-forwards, or with the local engine the parts themselves. */
  close(): Promise<void>;
}

/** A field of an object that a change touches; `path` is written `spec.ports[0].port`. */
export interface FieldChange {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  /** Whether this field makes the object a new one. */
  readonly replaces: boolean;
  /** The value as it was applied last; absent where there was none. What is secret is covered. */
  readonly before?: unknown;
  /** The value as it would be, likewise. */
  readonly after?: unknown;
}

/** What an engine would do to one object, or one part of the local engine. */
export interface Change {
  readonly part: string;
  readonly id: string;
  readonly action: "create" | "update" | "replace" | "delete" | "same";
  /** The fields of an update or a replacement, where the engine knows them. */
  readonly fields?: readonly FieldChange[];
  /** The object as it was applied last, with what is secret covered; absent where nothing was. */
  readonly before?: KubeObject;
  /** The object as it would be, likewise; absent where it goes. */
  readonly after?: KubeObject;
  /** Whether it holds data: removed, it stays in the cluster; made anew, `up` refuses unless it may lose it. */
  readonly holdsData?: true;
}

/** What brings a stack to a target. */
export interface Engine {
  readonly kind: "local" | "pulumi";
  preview(stack: Stack, manifests: readonly Manifest[]): Promise<readonly Change[]>;
  up(stack: Stack, manifests: readonly Manifest[], options: UpOptions): Promise<Deployment>;
  /** Takes what is really there into the state, and answers what differs from it; absent where there is no state. */
  refresh?(stack: Stack, manifests: readonly Manifest[]): Promise<readonly Change[]>;
  /** Compares what is there with what `up` applied last, and changes nothing; absent where nothing is applied. */
  drift?(stack: Stack): Promise<Drift>;
  /** A stack that is up already, without touching it; absent where a stack lives in the process that started it. */
  open?(stack: Stack): Promise<Deployment>;
  /** Removes what `up` made; data only when `deleteData` says so. */
  down(stack: Stack, options: DownOptions): Promise<void>;
}

/** The target cannot take this stack; the message is for the person, the parts are those in the way. */
export class EngineRefusal extends Error {
  readonly parts: readonly string[];

  constructor(message: string, parts: readonly string[] = []) {
    super(message);
    this.name = "EngineRefusal";
    this.parts = parts;
  }
}
