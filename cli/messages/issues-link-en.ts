import type { IssueCode } from "../../profiles/issue.ts";
import { choice, list, type Message, type Params, quoted, word } from "./message.ts";

/** Trouble with what parts need of each other: codes CS13xx. */
export const linkMessages = {
  CS1301: {
    sentence: (p) => `${word(p, "part")} needs ${word(p, "needed")}, and no part provides it`,
    hint: (p) => missingHint(p),
    explain: `A part needs something that no other part of the stack offers. Add a part that provides it, or say
under providers that the country already has it.
Wrong:  blocks: { payments: mojaloop }                 # needs mysql
Right:  providers: { mysql: { external: { host: db.gov.example, port: 3306, secretRef: mysql-login } } }
Parts that talk to each other need an information-mediator to talk through.`,
  },
  CS1302: {
    sentence: (p) =>
      `${word(p, "part")} can have ${word(p, "capability")} from ${list(p, "candidates").join(" or ")}`,
    hint: (p) => ambiguousHint(p),
    explain: `Several parts offer what one part needs, and the tool does not choose for a country.
Say under uses which one serves: the capability, then the part.
Wrong:  digital-registries: { parts: { civil: ..., social: ... } }    # both hold "households"
Right:  the same, and  uses: { "registry:households": civil }
A stack has one information mediator: keep one of them.`,
  },
  CS1303: {
    sentence: (p) =>
      `${word(p, "part")} needs more of ${word(p, "capability")} than ${word(p, "provider")} offers: ${list(p, "traits").join("; ")}`,
    hint: (p) => `choose another release or product for ${word(p, "provider")}`,
    explain: `A part provides the right thing, but not in the way that it is needed: too old a release, or without a right
that the other product must have. A number is the least that is needed.
Wrong:  database: { product: postgresql, version: "14" }    # and a product that needs postgres 16
Right:  database: { product: postgresql, version: "16" }
What a product needs and provides is on its page in docs/products/.`,
  },
  CS1304: {
    sentence: (p) => `parts need each other in a circle: ${list(p, "chain").join(" → ")}`,
    hint: () =>
      "no order of installing exists; serve one of these needs from elsewhere, under uses or providers",
    explain: `Each of these parts must be there before the next can be installed, and the last one before the first.
Only direct links count; what goes through the mediator can wait.
Wrong:  uses: { oidc: wallet }       # while wallet itself needs identity
Right:  uses: { oidc: identity }
Or take one of the services from outside, under providers.`,
  },
  CS1305: {
    sentence: (p) => unknownUse(p),
    hint: (p) => choice(p, word(p, "what") === "offer" ? "it comes from" : "there are"),
    explain: `Below uses, the key is a capability (oidc, postgres, registry:NAME) and the value a part that provides it.
Below providers, the key is a capability.
Wrong:  uses: { login: identity }
Right:  uses: { oidc: identity }
Wrong:  uses: { oidc: payments }      # payments provides no oidc
Right:  uses: { oidc: identity }`,
  },
} satisfies Partial<Record<IssueCode, Message>>;

function missingHint(params: Params): string {
  const products = list(params, "products");
  const capability = word(params, "capability");
  if (products.length > 0) return `add one of these below blocks: ${products.join(" | ")}`;
  return `say where it is: providers: { ${quoted(capability)}: { external: { host: ..., port: ... } } }`;
}

function ambiguousHint(params: Params): string {
  if (word(params, "only") !== "") return "a stack has one information mediator: keep one of them";
  const first = list(params, "candidates")[0] ?? "";
  return `choose: uses: { ${quoted(word(params, "capability"))}: ${first} }`;
}

function unknownUse(params: Params): string {
  const name = word(params, "name");
  const what = word(params, "what");
  if (what === "part") return `uses names the part ${quoted(name)}, which the profile does not have`;
  if (what === "offer") return `${name} does not provide ${word(params, "capability")}`;
  return `${word(params, "in")} names ${quoted(name)}, which is no capability`;
}
