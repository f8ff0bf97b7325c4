import type { IssueCode } from "../../profiles/issue.ts";
import { choice, type Message, quoted, word } from "./message.ts";

/** Trouble with use cases and with the rules: codes CS14xx and CS15xx. */
export const ruleMessages = {
  CS1401: {
    sentence: (p) => `there is no use case ${quoted(word(p, "useCase"))}`,
    hint: (p) => choice(p, "there are"),
    explain: `The entries below useCases are ids of use cases that the tool ships.
Wrong:  useCases: [social-cash-transfer]
Right:  useCases: [unconditional-social-cash-transfer]
An id is written exactly as there; the message lists them.`,
  },
  CS1402: {
    sentence: (p) =>
      `${word(p, "useCase")} needs a part of ${word(p, "block")} that provides ${word(p, "capability")} (as its ${word(p, "role")})`,
    hint: (p) =>
      word(p, "parts") === ""
        ? `add one below ${word(p, "block")}, or take the use case out`
        : `let ${word(p, "parts")} provide it by its options, or take the use case out`,
    explain: `A use case runs across several building blocks. Each of its roles must be played by a part of the stack
that provides what the role stands for; a registry is told its names in its options.
Wrong:  useCases: [household-lookup]
        blocks: { digital-registries: reference }
Right:  useCases: [household-lookup]
        blocks: { digital-registries: { product: reference, options: { registries: [households] } } }`,
  },
  CS1501: {
    sentence: (p) =>
      `the exemption from ${word(p, "rule")} for ${word(p, "match")} ended on ${word(p, "expires")}`,
    hint: (p) => `ask ${word(p, "owner")} whether it is still needed: give it a new day, or take it out`,
    explain: `An exemption from a security rule holds until the day under expires, that day included. After it nothing
is planned or applied until its owner has looked at it again.
Wrong:  expires: 2024-01-01      # long ago
Right:  expires: 2027-06-30
What runs already goes on running.`,
  },
  CS1502: {
    sentence: (p) =>
      `${word(p, "part")} is a reference product, which production does not take without an exemption`,
    hint: (p) =>
      `choose a product for production, or add to exemptions: { rule: ${word(p, "rule")}, match: ${word(p, "part")}, reason: ..., owner: ..., expires: ... }`,
    explain: `Our reference products show how GovStack's interfaces behave. They are made for development, tests and
pilots, not for a country's data.
Wrong:  environment: production
        blocks: { payments: reference }
Right:  blocks: { payments: mojaloop }
Or the profile grants it, for a while and under a name:
        exemptions: [{ rule: reference-in-production, match: payments, reason: pilot, owner: CIO, expires: 2027-06-30 }]`,
  },
  CS1503: {
    sentence: (p) => `${word(p, "part")} starts from a seed in production`,
    hint: () => "take it out of seeds if it is test data; a store that holds anything is left as it is",
    explain: `A seed is loaded once into an empty store. Seeds are most often made-up people for tests, and these are hard to
take out again among real ones. This is a warning: a list of real offices, for example, is a good seed.
Wrong:  environment: production
        seeds: { civil: ./made-up-households.json }
Right:  environment: production      # and no seeds`,
  },
} satisfies Partial<Record<IssueCode, Message>>;
