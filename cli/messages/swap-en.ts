import { examples } from "./command-examples.ts";

/** What `country-stack swap` says. */
export const swapTalk = {
  description: "show what putting another product into a part of a profile means, and write it when told to",
  partArgument: "the part's name, such as civil",
  productArgument: "the product, such as x-road, or a release of it, such as x-road@7.8.0",
  writeOption: "write the changed profile; without it nothing is changed",
  externalOption: "the new product runs at this address already; nothing is installed",
  optionOption: "KEY=VALUE: an option of the new product, the value as YAML",
  compareOption: "bring up the stack before and after on this machine and compare what the checks find",
  beforeOption: "compare this report.json instead of bringing anything up",
  afterOption: "with this one",
  reportOption: "folder for the reports of --compare: before/ and after/",
  examples: examples(
    "swap country.yaml mediator x-road",
    "swap country.yaml mediator x-road@7.8.0 --write",
    "swap country.yaml identity esignet --option realm=citizens --write",
    "swap country.yaml messaging rapidpro --external https://rapidpro.example",
    "swap country.yaml civil reference --compare",
  ),
  unknownPart: (part: string, stack: string) => `stack ${stack} has no part ${part}`,
  parts: (parts: readonly string[]) => `its parts: ${parts.join(" ")}`,
  didYouMean: (word: string) => `did you mean ${word}?`,
  addedPart: (part: string) =>
    `the profile does not name the part ${part}: the tool adds it, because others need it`,
  addedHint: (kind: string, product: string) =>
    `the profile's providers choose its product: providers: { ${kind}: { product: ${product} } }`,
  unknownProduct: (product: string, block: string) => `no product ${product} is known for ${block}`,
  products: (products: readonly string[]) => `products: ${products.join(" ")}`,
  unknownRelease: (release: string, product: string) => `${product} has no release ${release}`,
  releases: (releases: readonly string[]) => `releases: ${releases.join(" ")}`,
  badOption: (given: string) => `--option ${given} does not have the form KEY=VALUE`,
  optionHint: (product: string, options: readonly string[]) =>
    options.length === 0 ? `${product} has no options` : `options of ${product}: ${options.join(" ")}`,
  badUrl: (given: string) => `${given} is not an address that begins with https:// or http://`,
  same: (part: string, product: string) => `${part} has ${product} already; there is nothing to swap`,
  title: (part: string, block: string, profile: string) => `Swap of part ${part} (${block}) in ${profile}`,
  from: "from",
  to: "to",
  runsAt: (url: string) => `runs at ${url}`,
  none: "none",
  dependants: "Who depends on it",
  through: "What goes through it",
  useCases: "Use cases in which it plays a part",
  role: (role: string) => `as ${role}`,
  served: (part: string) => `still from ${part}`,
  elsewhere: (by: string) => `then from ${by}`,
  unserved: (product: string) => `NOT provided by ${product}`,
  notAsked: "no longer asked for",
  unknown: "not known before the parts fit together",
  moves: "What comes and goes with it",
  movedPart: (part: string, product: string, release: string) => `part ${part} (${product} ${release})`,
  movedLink: (from: string, to: string, via: string) => `link ${from} → ${to} (${via})`,
  image: (image: string) => `image ${image}`,
  unlocked: "no digest in the lock file",
  profile: "The profile",
  inherited: (file: string, below: string) =>
    `the part stands in ${below}; ${file} overrides it, and ${below} stays as it is`,
  optionsKept: (options: readonly string[], product: string) =>
    `${product} accepts these options as they are: ${options.join(", ")}`,
  optionsGiven: (options: readonly string[], product: string) => `${product} is told: ${options.join(", ")}`,
  optionsDropped: (options: readonly string[], product: string) =>
    `${product} does not take these options, so they go: ${options.join(", ")}`,
  optionMissing: (name: string, product: string, description: string) =>
    `${product} must be told ${name}${description === "" ? "" : ` (${description})`}: --option ${name}=...`,
  keysDropped: (keys: readonly string[], product: string) => `${keys.join(" and ")} of ${product} goes`,
  overridesKept: (overrides: readonly string[], product: string) =>
    `overrides stay, which were made for ${product}: ${overrides.join(", ")}`,
  noHold: "the profile does not hold with this swap:",
  data: "Data",
  nothingMoved: (before: string, after: string) =>
    `up moves no data: export from ${before} first what ${after} is to have`,
  sameProduct: (product: string) => `${product} stays, and so does what it has stored`,
  stays: (claim: string, storage: string) => `${claim} (${storage}) stays`,
  dataElsewhere: (before: string) => `${before} runs elsewhere, and its data stays there`,
  noClaims: (before: string) => `${before} has no volumes in this stack`,
  unused: (claim: string, storage: string) => `${claim} (${storage}) stays, and nothing uses it`,
  takenOver: (claim: string, storage: string, before: string, after: string) =>
    `${claim} (${storage}) stays, and ${after} gets it as ${before} left it`,
  serviceGoesOn: (claim: string, storage: string, part: string, before: string, after: string) =>
    `${claim} (${storage}) stays with ${part}, where ${after} finds what ${before} stored`,
  fresh: (claim: string, storage: string) => `${claim} (${storage}) is new and empty`,
  dataUnknown: (claim: string, storage: string) =>
    `${claim} (${storage}): not known before the parts fit together`,
  size: (wanted: string, now: string) =>
    `it does not become ${wanted}, so that up fails: overrides: { resources: { storage: ${now} } } keeps it as it is`,
  class: (wanted: string) =>
    `its storage class does not become ${wanted === "" ? "the default" : wanted}, so that up fails`,
  modes: (wanted: string) => `its access modes do not become ${wanted}, so that up fails`,
  secrets: (secrets: readonly string[]) => `secrets that stay unread: ${secrets.join(", ")}`,
  chartGoes: (object: string) =>
    `${object} goes: Helm removes what the chart declared, volumes too unless it keeps them; nobody examined that`,
  customGoes: (object: string) =>
    `${object} goes: its operator removes what it made, volumes too unless it keeps them; nobody examined that`,
  opaqueStays: (object: string) => `${object} stays, with what it made`,
  opaqueUnknown: (object: string) => `${object}: not known before the parts fit together`,
  swapBack:
    "what stays leaves the stack (up plans it with a -) but not the cluster: a swap back finds it; down --delete-data removes it",
  seed: (part: string) =>
    `the seed of ${part} stays in the profile, and only a product that loads seeds reads it`,
  exemptions: "Exemptions",
  granted: "granted",
  byDevelopment: "not granted; development grants it by itself",
  notGranted: "NOT granted: write it below exemptions",
  idle: (rule: string, match: string) => `${rule} for ${match} is no longer needed`,
  footprint: "Footprint",
  columns: ["PART", "CPU", "MEMORY", "STORAGE", "THEN: CPU", "MEMORY", "STORAGE"],
  total: "all parts",
  dryRun: "Nothing was changed.",
  writeHint: "Next: the same command with --write",
  wrote: (file: string) => `wrote ${file}`,
  moved: (file: string) => `${file} was changed by someone else in the meantime; nothing was written`,
  unwritable: (file: string, reason: string) => `${file} cannot be written: ${reason}`,
  notWritten: (file: string) => `${file} was not written, because the profile would not hold`,
  notLocal: (parts: string) => `nothing was compared: these parts do not run on this machine alone: ${parts}`,
  notLocalHint:
    "bring up both elsewhere, run country-stack test against each, and give the two report.json to --before and --after",
  othersHint: "--substitute-reference runs our reference servers in place of the others",
  notHolding: "nothing was compared, because the profile does not hold with this swap",
  warmingUp: "a first run that does not count",
  running: (which: string, product: string) => `checks ${which} the swap (${product})`,
  substituteOption:
    "with --compare: our reference server in place of each other part that only a cluster can run",
};
