import type { Block } from "./block.ts";
import type { Capability } from "./capability.ts";

/** Someone in a use case: the part that provides `plays`. */
export interface UseCaseRole {
  readonly id: string;
  readonly block: Block;
  readonly plays: Capability;
  /** Where nobody plays it, the use case runs without its steps, and its calls need no link. */
  readonly optional?: true;
}

/** What a use case needs of a stack. Its steps live beside it and are loaded when it runs. */
export interface UseCaseNeeds {
  readonly id: string;
  readonly title: string;
  /** What a person in the country gets from it, one sentence. */
  readonly story: string;
  readonly roles: readonly UseCaseRole[];
  /** Calls through the mediator, by role; the resolver turns them into links. */
  readonly calls: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
}
