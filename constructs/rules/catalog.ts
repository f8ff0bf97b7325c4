import { availabilityRules } from "./availability.ts";
import { choiceRules } from "./choices.ts";
import { exposureRules } from "./exposure.ts";
import { imageRules } from "./images.ts";
import { integrityRules } from "./integrity.ts";
import { kernelRules } from "./kernel.ts";
import { namespaceRules } from "./namespaces.ts";
import { networkRules } from "./network.ts";
import { nodeSharingRules } from "./node-sharing.ts";
import { objectRules } from "./objects.ts";
import { privilegeRules } from "./privileges.ts";
import { resourceRules } from "./resources.ts";
import { rightsRules } from "./rights.ts";
import type { Rule } from "./rule.ts";
import { runningRules } from "./running.ts";
import { secretRules } from "./secrets.ts";
import { volumeRules } from "./volumes.ts";

/** A theme of the rules, as docs/security-rules.md is ordered. */
export interface RuleGroup {
  readonly title: string;
  readonly rules: readonly Rule[];
}

/** All rules by theme. */
export const RULE_GROUPS: readonly RuleGroup[] = [
  { title: "What a pod shares with its node", rules: nodeSharingRules },
  { title: "What the kernel keeps from it", rules: kernelRules },
  { title: "What its processes may do", rules: privilegeRules },
  { title: "Where it writes", rules: volumeRules },
  { title: "How much it takes", rules: resourceRules },
  { title: "How it is seen to work", rules: runningRules },
  { title: "Whether it stays there", rules: availabilityRules },
  { title: "What it may ask of the cluster", rules: rightsRules },
  { title: "What it is made of", rules: imageRules },
  { title: "Whom it talks to", rules: networkRules },
  { title: "Who reaches it from outside", rules: exposureRules },
  { title: "What is secret", rules: secretRules },
  { title: "Where objects stand", rules: namespaceRules },
  { title: "Whether they hold together", rules: integrityRules },
  { title: "What every object says", rules: objectRules },
  { title: "What the profile chose", rules: choiceRules },
];

/** All rules. */
export const RULES: readonly Rule[] = RULE_GROUPS.flatMap(({ rules }) => rules);
