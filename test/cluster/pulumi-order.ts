import type { PulumiEngineOptions } from "../../deploy/pulumi/run.ts";
import type { ManifestChoice } from "./pulumi-stack.ts";

/** What a run in a process of its own is to do. */
export interface Order {
  /** The folder of its data. */
  readonly folder: string;
  /** The stack's name. */
  readonly name: string;
  readonly parts: number;
  readonly what: "up" | "down" | "down-with-data";
  /** What the engine is made with, but for what is the same in all tests. */
  readonly engine: Partial<PulumiEngineOptions>;
  readonly manifests: ManifestChoice;
}

/** Reads an order, filling in what most tests want. */
export function takeOrder(text: string): Order {
  const given = JSON.parse(text) as Partial<Order>;
  const usual = { folder: "", name: "", parts: 2, what: "up", engine: {} } as const;
  return { ...usual, manifests: { data: true, settings: 4 }, ...given };
}
