import type { IssueCode } from "../../profiles/issue.ts";
import { choice, list, type Message, quoted, word } from "./message.ts";

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
  CS1504: {
    sentence: (p) =>
      `${word(p, "part")} (${word(p, "product")}) cannot keep the rule ${word(p, "rule")}: ${list(p, "reasons").join("; ")}`,
    hint: (p) => {
      const [workload = "", ...others] = list(p, "workloads");
      const match = others.length === 0 ? `${word(p, "part")}/${workload}` : word(p, "part");
      return `grant it below exemptions: { rule: ${word(p, "rule")}, match: ${match}, reason: ..., owner: ..., expires: ... }, or choose another product`;
    },
    explain: `A product says which security rules it cannot keep, and why. In staging and production each of these needs
an exemption in the profile, with the name of who answers for it and an end.
Wrong:  environment: production
        blocks: { identity: needs-root }
Right:  exemptions: [{ rule: run-as-non-root, match: identity/main, reason: pilot, owner: CIO, expires: 2027-06-30 }]
What every rule demands stands in docs/security-rules.md.`,
  },
  CS1505: {
    sentence: (p) =>
      `${word(p, "part")} (${word(p, "product")}) does not keep ${word(p, "rules")}, which development grants by itself`,
    hint: () => "staging and production want an exemption for each; validate --rules shows where and why",
    explain: `A product says which security rules it cannot keep. In development it runs all the same, with this warning;
in staging and production the profile has to grant each of them.
Wrong:  environment: development     # and the same profile for production, without exemptions
Right:  exemptions: [{ rule: run-as-non-root, match: identity/main, reason: pilot, owner: CIO, expires: 2027-06-30 }]`,
  },
  CS1506: {
    sentence: (p) =>
      word(p, "by") === "exemption"
        ? `there is no security rule ${quoted(word(p, "rule"))}`
        : `the product ${word(p, "by")} needs an exemption from ${quoted(word(p, "rule"))}, and there is no such rule`,
    hint: (p) => choice(p, "there are") ?? "docs/security-rules.md lists them",
    explain: `An exemption names one security rule by its id; docs/security-rules.md lists them all.
Wrong:  exemptions: [{ rule: run-as-nonroot, match: identity, ... }]
Right:  exemptions: [{ rule: run-as-non-root, match: identity, ... }]
Where it is a product that names it, its author has to mend the needs in its product.ts.`,
  },
  CS1507: {
    sentence: (p) => `the exemption from ${word(p, "rule")} for ${quoted(word(p, "match"))} grants nothing`,
    hint: (p) => {
      if (word(p, "advice") !== "") return "the rule is advice, which stops nothing: take the exemption out";
      return word(p, "needed") === ""
        ? "no product of this stack asks for it: take it out"
        : `it is needed for ${word(p, "needed")}`;
    },
    explain: `An exemption answers a need that a product states. One that answers none protects nothing and hides what is
granted: its part has another name, or the product has learnt to do without.
Wrong:  exemptions: [{ rule: run-as-non-root, match: payment, ... }]      # the part is called payments
Right:  exemptions: [{ rule: run-as-non-root, match: payments/hub, ... }]
This is a warning.`,
  },
  CS1508: {
    sentence: (p) =>
      `${word(p, "part")} (${word(p, "product")}) breaks the rule ${word(p, "rule")}: ${word(p, "says")}`,
    hint: (p) =>
      word(p, "catalog") === "shipped"
        ? "this is a defect of the tool's catalog; please report it"
        : `mend its chart, or state it in the product: needs: [{ rule: ${word(p, "rule")}, workload: ${word(p, "workload")}, reason: ... }]`,
    explain: `The objects of a part do not keep a security rule, and its product does not say that it needs this. So nobody
could have known or granted it, and nothing is planned or applied.
Wrong:  needs: []                     # and a container that runs as root
Right:  needs: [{ rule: run-as-non-root, workload: main, reason: starts as root and changes its user }]
A need is stated where it cannot be helped; first mend the chart.`,
  },
  CS1509: {
    sentence: (p) =>
      `${word(p, "product")} says that ${word(p, "part")}/${word(p, "workload")} cannot keep ${word(p, "rule")}, but it does`,
    hint: () => "take the need out of its product.ts",
    explain: `A need that no object makes use of asks countries for an exemption for nothing, and may open the part's
namespace to pods with more rights.
Wrong:  needs: [{ rule: run-as-non-root, workload: main, reason: ... }]     # and no pod runs as root
Right:  needs: []
This is a warning.`,
  },
} satisfies Partial<Record<IssueCode, Message>>;
