import type { IssueCode } from "../../profiles/issue.ts";
import { choice, list, type Message, quoted, word } from "./message.ts";

/** Trouble with what a profile names: codes CS12xx. */
export const nameMessages = {
  CS1201: {
    sentence: (p) => `there is no building block ${quoted(word(p, "block"))}`,
    hint: (p) => choice(p, "the building blocks are"),
    explain: `The keys below blocks are GovStack's building blocks by GovStack's own names, written out.
Wrong:  blocks: { im: x-road }
Right:  blocks: { information-mediator: x-road }
All of them:  country-stack catalog`,
  },
  CS1202: {
    sentence: (p) => `no product ${quoted(word(p, "product"))} is known for ${word(p, "block")}`,
    hint: (p) => choice(p, "there are") ?? "name a product of your own under catalogs",
    explain: `The catalog holds no product of this id for this block.
Wrong:  blocks: { payments: mojalop }
Right:  blocks: { payments: mojaloop }
What there is:  country-stack catalog payments
Products of your own come from folders that the profile lists under catalogs.`,
  },
  CS1203: {
    sentence: (p) => `${word(p, "product")} has no release ${quoted(word(p, "release"))} in the catalog`,
    hint: (p) => choice(p, "there are"),
    explain: `The version is not one of the product's releases in the catalog, written exactly as there.
Wrong:  information-mediator: { product: x-road, version: "7.8" }
Right:  information-mediator: { product: x-road, version: "7.8.0" }
Without a version the first installable release is taken.`,
  },
  CS1204: {
    sentence: (p) =>
      `${word(p, "product")} ${word(p, "release")} is listed in the catalog but cannot be installed yet`,
    hint: (p) => {
      const releases = list(p, "installable");
      if (releases.length > 0) return `installable: ${releases.join(", ")}`;
      return "where it runs already, say so with: external: { url: https://... }";
    },
    explain: `The catalog knows facts about this release but has no manifests for it.
Choose another product or release, or connect to one that runs elsewhere.
Wrong:  messaging: rapidpro
Right:  messaging: { product: rapidpro, external: { url: https://rapidpro.example } }
How to add a product:  docs/add-a-product.md`,
  },
  CS1205: {
    sentence: (p) => `there is no organization ${quoted(word(p, "organization"))}`,
    hint: (p) => choice(p, "the profile has"),
    explain: `The owner of a part is one of the profile's organizations, by its key and not by its name.
Wrong:  payments: { product: mojaloop, owner: Ministry of Finance }
Right:  payments: { product: mojaloop, owner: finance }
        organizations: { finance: { name: Ministry of Finance, class: GOV, code: "70002" } }`,
  },
  CS1206: {
    sentence: (p) =>
      word(p, "addedFor") === ""
        ? `the part ${quoted(word(p, "part"))} of ${word(p, "block")} has the name of one of ${word(p, "first")} (${word(p, "file")}:${word(p, "line")})`
        : `${quoted(word(p, "part"))} is the name of the ${word(p, "capability")} that is added for ${word(p, "addedFor")} (${word(p, "file")}:${word(p, "line")})`,
    hint: (p) =>
      word(p, "addedFor") === "" ? "give one of them another name" : "give the part another name",
    explain: `A part's name is its key everywhere (namespace, labels, reports), across all blocks.
A block in its short form makes a part of the block's own name, and a database that the tool adds for a part has
that part's name with the kind of database behind it: payments-mysql.
Wrong:  digital-registries: { parts: { payments: reference } }
        payments: mojaloop
Right:  digital-registries: { parts: { payees: reference } }
        payments: mojaloop`,
  },
  CS1207: {
    sentence: (p) => `${word(p, "product")} does not fill ${word(p, "block")}; it fills ${word(p, "fills")}`,
    hint: (p) =>
      choice(p, `for ${word(p, "block")} there are`) ?? "name a product of your own under catalogs",
    explain: `The product is in the catalog, for another building block than the one it is written under.
Wrong:  blocks: { identity: mojaloop }
Right:  blocks: { payments: mojaloop }
What fills a block:  country-stack catalog identity`,
  },
  CS1208: {
    sentence: (p) => `seeds names the part ${quoted(word(p, "part"))}, which the profile does not have`,
    hint: (p) => choice(p, "the parts are"),
    explain: `The keys below seeds are names of parts; a block in its short form makes a part of the block's name.
Wrong:  seeds: { civl: ./households.json }
Right:  seeds: { civil: ./households.json }
        blocks: { digital-registries: { parts: { civil: reference } } }`,
  },
  CS1209: {
    sentence: (p) => `the catalog ${quoted(word(p, "catalog"))} cannot be used: ${word(p, "reason")}`,
    hint: () => "docs/add-a-product.md shows the form of a catalog of your own",
    explain: `A folder under catalogs, relative to the profile, holds a catalog.ts or catalog.js
that exports a list "products", in the form of the shipped catalog.
Wrong:  catalogs: [./ministry-products/registry/product.ts]
Right:  catalogs: [./ministry-products]
How to write one:  docs/add-a-product.md`,
  },
  CS1210: {
    sentence: (p) =>
      `${word(p, "product")} runs with ${word(p, "most")} at most, not ${word(p, "replicas")} replicas`,
    hint: () => "leave replicas out, or choose another product",
    explain: `Some products keep their data where only one process may write, and a second one would damage it.
The reference products are such: one SQLite file each.
Wrong:  civil: { product: reference, overrides: { replicas: 3 } }
Right:  civil: reference`,
  },
  CS1211: {
    sentence: (p) => `${word(p, "product")} cannot work for ${word(p, "part")}: ${word(p, "reason")}`,
    hint: (p) => word(p, "remedy"),
    explain: `Some products cannot work with all that a profile may say: with codes of organizations that their
rules forbid, without something that others gave you, or in production. Each says what it is and what to write.
Wrong:  organizations: { interior: { name: Interior, class: GOV, code: A_1 } }
Right:  organizations: { interior: { name: Interior, class: GOV, code: A-1 } }`,
  },
} satisfies Partial<Record<IssueCode, Message>>;
