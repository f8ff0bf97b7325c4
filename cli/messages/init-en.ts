import { examples } from "./command-examples.ts";

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

/** What `country-stack init` asks and says. Lines are broken where the terminal ends. */
export const initTalk = {
  description: "ask what a country wants and write its profile",
  argument: "the profile to write",
  answersOption: "answers from a file (YAML or JSON) with the keys of a draft; what it lacks is asked for",
  yesOption: "ask nothing: take the suggestion for everything that is not answered",
  freshOption: "begin anew, whatever draft there is",
  forceOption: "write over a profile that is there",
  examples: examples(
    "init",
    "init profiles/mine/kenya.yaml",
    "init kenya.yaml --answers answers.yaml --yes      # asks nothing, for CI",
  ),

  country: { title: "Country", help: "Its name, as people read it. Utopia is fictional, to try things out." },
  countryCode: {
    title: "Country code",
    help: "Two capital letters, ISO 3166-1. No country has XA to XZ: they are for fictional ones.",
  },
  currency: {
    title: "Currency",
    help: "Three capital letters, ISO 4217, such as KES. XTS is the code for tests.",
  },
  name: {
    title: "Name of the stack",
    help: "Namespaces in the cluster begin with it. Lower-case letters, digits and dashes.",
  },
  domain: {
    title: "Domain",
    help: "Host names of the stack end with it. Nobody owns a domain that ends with .example.",
  },
  environment: { title: "Environment", help: "How careful the tool is." },
  environments: {
    development: "To build and to try out. Deviations from the security rules are granted with a warning.",
    staging: "As in production, with test data. Deviations from the security rules have to be granted.",
    production:
      "For a country's data. Deviations and reference products have to be granted; checks write only when told to.",
  },
  size: { title: "Size", help: "Replicas, memory and storage of every part. It can be changed later." },
  sizes: {
    demo: "The least with which each product works.",
    district: "For a pilot, or a part of the country.",
    national: "For the whole country.",
  },
  useCases: {
    title: "Use cases",
    help: "What the stack is meant to do. They say which building blocks are needed.",
  },
  story: (story: string, blocks: readonly string[]) => `${story}\nNeeds ${listed(blocks)}.`,
  blocks: {
    title: "Building blocks",
    help: "Those that your use cases need are marked. Each gets a product in what follows.",
  },
  block: (products: readonly string[], useCases: readonly string[]) =>
    [
      products.length === 0 ? "No product of the catalog fills it." : `To choose from: ${listed(products)}.`,
      ...(useCases.length === 0 ? [] : [`Needed for: ${listed(useCases)}.`]),
    ].join("\n"),
  noProduct: "(no product yet)",
  noBlock: "must name at least one building block",
  organization: {
    title: "First organization",
    help: "Who answers for the parts. It is a member of the information mediator under this name.",
  },
  government: (country: string) => `Government of ${country}`,
  anotherOrganization: {
    title: "Another organization",
    help: "The name of one that answers for some of the parts. Enter alone: there is no other.",
  },
  memberClass: (name: string) => ({
    title: `Member class of ${name}`,
    help: "The kind of member it is in the mediator's network, such as GOV, COM or NGO.",
  }),
  memberCode: (name: string) => ({
    title: `Member code of ${name}`,
    help: "Its number in the mediator's network, such as the one in the register of organizations.",
  }),
  separate: (block: string, names: readonly string[]) => ({
    title: `${block}: how many parts?`,
    help: `Your use cases need ${listed(names)}.`,
  }),
  oneEach: (count: number) => `one part for each, ${count} in all`,
  oneEachAbout: "Each can be of another product and organization; they talk through the mediator.",
  oneForAll: "one part for all",
  oneForAllAbout: "One product and one organization hold all of it.",
  product: (block: string, part: string | undefined, neededBy: string | undefined) => ({
    title: part === undefined ? `Product for ${block}` : `Product for ${part} (${block})`,
    help:
      neededBy === undefined
        ? "CPU, memory and storage are those of the size that you chose."
        : `${neededBy} needs it. CPU, memory and storage are those of the size that you chose.`,
  }),
  productColumns: ["PRODUCT", "RELEASE", "STATUS", "LICENCE", "CPU", "MEMORY", "STORAGE"],
  elsewhere: {
    name: "it runs elsewhere already",
    about: "Nothing is installed: you say which product it is and where. Others are led there.",
  },
  onlyElsewhere: "The tool cannot install it: you will be asked where it runs.",
  cannotOffer: (capabilities: readonly string[]) =>
    `It does not offer ${listed(capabilities)}, which is needed here.`,
  elsewhereProduct: (part: string) => ({
    title: `What runs as ${part}?`,
    help: "The product decides how others talk to it and which checks it has to pass.",
  }),
  url: (part: string) => ({
    title: `Address of ${part}`,
    help: "Where it runs: an address that begins with https:// or http://.",
  }),
  owner: (part: string) => ({
    title: `Owner of ${part}`,
    help: "The organization that answers for it, and under which others find it.",
  }),
  option: (name: string, part: string, product: string, description: string | undefined, how: string) => ({
    title: `Option ${name} of ${part}`,
    help: `${description ?? `An option of ${product}`}.${how === "" ? "" : ` ${how}.`}`,
  }),
  typing: {
    words: "Several with commas between them",
    pairs: "As KEY: VALUE, KEY: VALUE",
    yaml: "A list as YAML has it in one line: [a, b]",
  },
  provider: (kind: string, needs: readonly string[], parts: readonly string[]) => ({
    title: `Who serves ${kind}?`,
    help: `${listed(parts)} ${parts.length === 1 ? "needs" : "need"} ${listed(needs)}.`,
  }),
  existing: {
    name: "the country has one already",
    about: "Nothing is installed: you say where it is.",
  },
  host: (kind: string) => ({ title: `Host of ${kind}`, help: "Its name, as the cluster resolves it." }),
  port: (kind: string) => ({ title: `Port of ${kind}`, help: "1 to 65535." }),
  secretRef: (kind: string) => ({
    title: `Secret for ${kind}`,
    help: "The name of a Secret of the cluster with username and password. Enter alone: it needs none.",
  }),
  which: (capability: string, asker: string) => ({
    title: `Which part serves ${capability}?`,
    help: `${asker} needs it, and several parts offer it.`,
  }),
  grant: (deviations: readonly string[], parts: readonly string[], environment: string) => ({
    title: `Grant ${plural(deviations.length, "exemption")}?`,
    help: `Rules that are not kept, which in ${environment} has to be granted: ${
      deviations.length <= 4 ? listed(deviations) : `${deviations.length} by ${listed(parts)}`
    }.`,
  }),
  grantNo: {
    name: "no, not now",
    about: "Somebody has to grant them in the profile before it is installed.",
  },
  grantYes: { name: "yes", about: "You say who answers for them and until when; the profile names each." },
  exemptionReason: {
    title: "Reason for reference products in production",
    help: "One sentence that an auditor can read.",
  },
  exemptionOwner: { title: "Who answers for the exemptions?", help: "A person or an office." },
  exemptionExpires: {
    title: "Until when?",
    help: "The last day on which they hold, YYYY-MM-DD. After it, nothing is planned until they are renewed.",
  },
  dayIsOver: "must be today or later",

  details: {
    licence: "Licence",
    homepage: "Homepage",
    releases: "Releases",
    noRelease: "none is known",
    govstack: (version: string) => `says it follows GovStack ${version}`,
    checked: (day: string, engine: string, counts: Readonly<Record<string, number>>) =>
      `checked on ${day} (${engine}): ${Object.entries(counts)
        .filter(([, count]) => count > 0)
        .map(([status, count]) => `${count} ${status}`)
        .join(", ")}`,
    offers: "Offers",
    requires: "Requires",
    needs: "Needs exemptions from the rules",
    options: "Options",
    footprint: ["SIZE", "CPU", "MEMORY", "STORAGE"],
  },

  review: {
    title: (name: string, country: string, environment: string, size: string) =>
      `Stack ${name} for ${country}: ${environment}, size ${size}`,
    part: "PART",
    product: "PRODUCT",
    owner: "OWNER",
    amounts: ["CPU", "MEMORY", "STORAGE"],
    elsewhere: "elsewhere",
    total: "total",
    links: "Links",
    exemptions: "Exemptions needed",
    states: {
      granted: "granted",
      development: "granted by itself in development",
      needed: "not granted",
    },
    missing: "Missing",
    notGranted: (count: number) =>
      count === 1
        ? "The exemption above is not granted."
        : `${count} exemptions of those above are not granted.`,
    none: "none",
    nothing: "nothing; the profile is valid",
  },
  decide: (file: string, isValid: boolean) => ({
    title: `Write ${file}?`,
    help: isValid
      ? "Nothing is installed by that."
      : "Something is missing: see above. Nothing is installed.",
  }),
  write: { name: "write it", about: "" },
  writeAnyway: { name: "write it as it is", about: "country-stack validate will say what is missing." },
  change: { name: "change an answer", about: "You are brought back here." },
  show: { name: "show the file", about: "" },
  whichAnswer: {
    title: "Which answer?",
    help: "What follows from it is asked again only where it has to be.",
  },

  keys: {
    text: "Enter take it · Tab edit it",
    empty: "Enter go on",
    choice: "↑↓ move · Enter take it",
    choices: "↑↓ move · Space mark · Enter go on",
    details: "? details",
    back: "Esc back",
    stop: "Ctrl-C stop, the draft stays",
  },
  answered: (title: string, answer: string) =>
    `${title}${title.endsWith("?") ? "" : ":"} ${answer === "" ? "none" : answer}`,
  inAll: (count: number) => `(${count} to choose from, not all are shown)`,
  wentBack: "← back",
  intro: (file: string) =>
    `This asks what your country wants and writes ${file}. Nothing is installed.\nEsc goes back, Ctrl-C stops and keeps a draft.`,
  draft: (days: string) => ({
    title: `Go on with the draft of ${days}?`,
    help: "It has the answers that were given before.",
  }),
  goOn: { name: "go on where it stopped", about: "" },
  beginAnew: { name: "begin anew", about: "The draft is replaced by the first answer." },
  there: (file: string) => ({
    title: `${file} is there already`,
    help: "It is not touched before the last question.",
  }),
  overwrite: { name: "write over it in the end", about: "" },
  leave: { name: "leave it and stop", about: "country-stack init OTHER.yaml writes another one." },
  kept: (draft: string) => `stopped; the answers are kept in ${draft}`,
  goOnHint: (file: string) => `country-stack init ${file} goes on`,
  stopped: "stopped; nothing was written",
  left: (file: string) => `${file} is as it was`,
  draftUnreadable: (draft: string, reason: string) =>
    `the draft ${draft} cannot be read, and is not used: ${reason}`,
  noTerminal: "init asks, and there is no terminal to ask on",
  noTerminalHint: "give --answers FILE, or --yes to take every suggestion, or both",
  exists: (file: string) => `${file} is there already`,
  existsHint: "--force writes over it",
  folder: (file: string) => `${file} is a folder`,
  cannotWrite: (file: string, reason: string) => `${file} cannot be written: ${reason}`,
  cannotRead: (file: string, reason: string) => `the answers ${file} cannot be read: ${reason}`,
  lacking: (keys: readonly string[]) => `without an answer: ${keys.join(", ")}`,
  lackingHint: "give them with --answers FILE; --yes takes a suggestion where there is one",
  noSuggestionHint: "nobody can guess these: give them with --answers FILE",
  invalid: (file: string) => `${file} is not written: the profile would not be valid`,
  invalidHint: "the places above are those of the file that would be written",
  wrote: (file: string, parts: number, links: number) =>
    `wrote ${file}: ${plural(parts, "part")}, ${plural(links, "link")}`,
  next: (commands: readonly string[]) =>
    commands
      .map((command, index) => `${index === 0 ? "Next:" : "     "} country-stack ${command}`)
      .join("\n"),

  profile: {
    head: (country: string) =>
      `${country}: written by country-stack init; docs/profile.md explains each key.`,
    environment: "How careful the tool is: development, staging or production.",
    size: "Replicas, memory and storage of every part: demo, district or national.",
    organizations: "Who answers for the parts; the first one for all that name no other.",
    blocks: "Which product fills each building block.",
    part: (title: string, licence: string, elsewhere: boolean) =>
      `${title} (${licence})${elsewhere ? ", runs elsewhere" : ""}`,
    uses: "Which part serves where several could.",
    providers: "Who serves what the platform has to give.",
    useCases: "What the stack is meant to do.",
    exemptions: "Deviations from the rules that are granted, by whom and until when.",
  },
} as const;
