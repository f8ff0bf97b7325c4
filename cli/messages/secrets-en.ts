import type { AskedSecret } from "../../constructs/asked-secret.ts";
import type { StayReason } from "../../constructs/secret-rotation.ts";
import { examples } from "./command-examples.ts";

const named = (secrets: readonly AskedSecret[]): string =>
  secrets.map(({ name, part }) => `${name} of ${part}`).join(", ");

/** What `country-stack secrets` says. */
export const secretsTalk = {
  description: "the secrets that a stack made for itself in a cluster; their values are never shown",
  list: "list the secrets of a stack: of which part, how often made, how old, and whether they can be rotated",
  rotate:
    "make a part's secrets anew, replace its pods, and prove it: the new token goes, the old one does not",
  partArgument: "the part's name, such as mediator",
  examples: examples(
    "secrets list country.yaml --target cluster",
    "secrets rotate country.yaml mediator --target cluster",
  ),
  columns: ["PART", "SECRET", "KEYS", "KIND", "GENERATION", "AGE", "EXPIRES", "ROTATABLE"],
  yes: "yes",
  no: (why: string) => `no: ${why}`,
  ended: "ended",
  endsIn: (time: string) => `in ${time}`,
  ending: (key: string, secret: string, part: string, when: string) =>
    `the certificate ${key} in ${secret} of ${part} ${when === "ended" ? "has ended" : `ends ${when}`}`,
  renewHint: (profile: string, part: string, hasEnded: boolean) =>
    hasEnded
      ? `country-stack up ${profile} --target cluster`
      : `country-stack secrets rotate ${profile} ${part} --target cluster`,
  whyStays: (why: StayReason) => {
    if (why.kind === "not-rotatable") return why.why;
    return why.others.length === 0
      ? "nothing in it is made"
      : `it repeats ${named(why.others)}, and follows when that is rotated`;
  },
  follow: (secrets: readonly AskedSecret[]) =>
    `these follow, as they are made of it, and the pods that read them are replaced too: ${named(secrets)}`,
  noneHere: (stack: string) =>
    `stack ${stack} has no secrets on this machine: its parts listen on loopback and ask for none; give --target cluster for those of the cluster`,
  none: (stack: string) => `stack ${stack} asks for no secrets`,
  noneOfPart: (part: string) => `part ${part} has no secrets that this tool makes`,
  listHint: (profile: string) => `country-stack secrets list ${profile} --target cluster`,
  stays: (secret: string, why: string) => `${secret} stays as it is: ${why}`,
  pending: (count: number) =>
    `the cluster differs from the profile in ${count === 1 ? "1 object" : `${count} objects`}, which a rotation would change too`,
  pendingHint: (profile: string) => `country-stack up ${profile} --target cluster, then rotate`,
  plan: (secrets: readonly string[], part: string) =>
    `${secrets.join(", ")} will be made anew, and the pods of ${part} replaced, unless its server takes the values up as it runs; whoever uses the old values has to take the new ones`,
  question: "Rotate?",
  unanswered: "a rotation is asked for before it begins, and there is no terminal to ask on",
  unansweredHint: "type it again with --yes",
  notRotated: "not rotated",
  broken:
    "the rotation did not end; the values may be new already, and a plain up brings the pods after them",
  unchecked: (part: string) =>
    `nothing was checked: neither ${part} nor what its secrets lead to has a suite or smoke checks; its pods are ready`,
  trying: "trying the new token and the old one",
  tried: (accepted: number, refused: number) =>
    `the new token is accepted (HTTP ${accepted}), the old one refused (HTTP ${refused})`,
  notAccepted: (status: number) => `the new token is NOT accepted: HTTP ${status}`,
  notRefused: (status: number) => `the old token is NOT refused: HTTP ${status}`,
  notTried: (part: string) =>
    `${part} has no operation at which its secrets could be tried; its checks must do`,
};
