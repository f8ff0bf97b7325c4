import type { IssueCode } from "../../profiles/issue.ts";
import { list, type Message, word } from "./message.ts";

/** Trouble with writing a swap into a profile: codes CS17xx. */
export const swapMessages = {
  CS1701: {
    sentence: (p) =>
      `${word(p, "product")} does not take ${list(p, "keys").join(", ")} of ${word(p, "part")}, and a profile cannot take away what it extends`,
    hint: (p) => `take ${list(p, "keys").join(", ")} out of ${word(p, "file")}, or swap there`,
    explain: `The part stands in a profile that this one extends. Maps are merged key by key, so that a key from below
stays whatever is written above: a release, an address or options of the old product would be the new one's too.
Wrong:  base.yaml:  identity: { product: keycloak, version: "26", owner: interior }
        top.yaml:   identity: { product: esignet }     # still version 26
Right:  base.yaml:  identity: { product: keycloak, owner: interior }
        top.yaml:   identity: { product: esignet }`,
  },
  CS1702: {
    sentence: (p) => `${word(p, "part")} is written so that it cannot be changed without changing others`,
    hint: () => "write the part out, without & and *, and swap again",
    explain: `A swap changes the lines of one part and leaves all others. Here the part's value has an anchor (&name) that
others repeat (*name), or is written in a way that the tool cannot change safely. Nothing was changed.
Wrong:  civil: &registry { product: reference }
        social: *registry
Right:  civil: { product: reference }
        social: { product: reference }`,
  },
} satisfies Partial<Record<IssueCode, Message>>;
