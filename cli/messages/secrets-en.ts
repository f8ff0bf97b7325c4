import type { AskedSecret } from "../../constructs/asked-secret.ts";
import type { StayReason } from "../../constructs/secret-rotation.ts";
import { SUCCESSION_STEPS, type SuccessionStep } from "../../deploy/succession.ts";
import { examples } from "./command-examples.ts";

const named = (secrets: readonly AskedSecret[]): string =>
  secrets.map(({ name, part }) => `${name} of ${part}`).join(", ");

const STEPS: Readonly<Record<SuccessionStep, string>> = {
  announce: "all parts trust the old authority and a new one",
  sign: "all certificates are made anew by the new one, and the old one's key is forgotten",
  retire: "nobody trusts the old one any more",
};

/** What the replacement of an authority's key says. */
const authority = {
  none: (stack: string) =>
    `stack ${stack} has no authority of its own: it takes a mediator of ours to keep one (docs/tls.md)`,
  unmade: (secret: string) => `Secret ${secret} holds no authority yet`,
  unmadeHint: (profile: string) => `country-stack up ${profile} --target cluster`,
  plan: (count: number, parts: number) =>
    `the key of the stack's authority will be replaced in ${count === 1 ? "1 step" : `${count} steps`}, each once all ${parts} parts have taken the one before; pods stay, and calls go on. The cluster brings new files within a minute or two a step`,
  goesOn: (step: SuccessionStep) =>
    `an earlier run came as far as this: ${STEPS[step]}; it goes on from there`,
  step: (number: number, step: SuccessionStep) =>
    `step ${number} of ${SUCCESSION_STEPS.length}: ${STEPS[step]}`,
  taken: (parts: number, seconds: number) =>
    `${parts === 1 ? "1 part has" : `${parts} parts have`} taken it, after ${seconds} s`,
  late: (parts: readonly string[], minutes: number) =>
    `not taken within ${minutes} minutes by ${parts.join(", ")}; the parts go on as they are, and nothing is refused that was taken before`,
  lateHint:
    "country-stack status says whether they are ready; then type the same again, and it goes on from here",
  stopped: "the replacement is not at its end; type the same again, and it goes on from here",
  refused: (parts: number) =>
    `a certificate of the old authority is refused by ${parts === 1 ? "the part" : `all ${parts} parts`} that could be asked`,
  untried:
    "a certificate of the old authority was not tried, as this run has none: the files of all parts are what shows it",
  done: "the authority's key is replaced; whoever keeps copies of certificates, as runners of a sandbox do, has to take new ones",
};

/** What `country-stack secrets` says. */
export const secretsTalk = {
  description: "the secrets that a stack made for itself in a cluster; their values are never shown",
  list: "list the secrets of a stack: of which part, how often made, how old, and whether they can be rotated",
  rotate:
    "make a part's secrets anew, replace its pods, and prove it: the new token goes, the old one does not",
  partArgument: "the part's name, such as mediator",
  authorityOption:
    "in the place of a part: replace the key of the authority whose certificates the parts show each other",
  noPart: "rotate what? Give a part, or --authority for the authority of the stack's certificates",
  partAndAuthority: (part: string) =>
    `--authority is about the whole stack's certificates, and stands in the place of part ${part}`,
  examples: examples(
    "secrets list country.yaml --target cluster",
    "secrets rotate country.yaml mediator --target cluster",
    "secrets rotate country.yaml --authority --target cluster",
  ),
  authority,
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
