import { backupTalk } from "./backup-en.ts";
import { certificateTalk } from "./certificate-en.ts";
import { examples } from "./command-examples.ts";
import { compareTalk } from "./compare-en.ts";
import { deskTalk } from "./desk-en.ts";
import { doctorTalk } from "./doctor-en.ts";
import { driftTalk } from "./drift-en.ts";
import { historyTalk } from "./history-en.ts";
import { imagesTalk } from "./images-en.ts";
import { initTalk } from "./init-en.ts";
import { planTalk } from "./plan-en.ts";
import { rulesTalk } from "./rules-talk-en.ts";
import { secretsTalk } from "./secrets-en.ts";
import { supportTalk } from "./support-en.ts";
import { swapTalk } from "./swap-en.ts";
import { upgradeTalk } from "./upgrade-en.ts";

const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** What has a chain of hashes. */
const LOGS = { messages: "the message log", revisions: "the log of revisions" } as const;

/** Every sentence of the command line but those of issues, in English. */
export const say = {
  program:
    "Installs a country's digital public infrastructure from one profile, and checks it against GovStack's specifications",
  programExamples: examples(
    "validate profiles/countries/utopia.yaml",
    "up profiles/countries/utopia.yaml --once",
    "catalog digital-registries",
  ),
  versionOption: "print the version",
  helpOption: "print help",
  helpCommand: "print help for a command",
  error: "error",
  bug: "This is a defect of country-stack. Set COUNTRY_STACK_DEBUG=1 to see where it happened.",
  profileArgument: "path of the profile, such as profiles/countries/utopia.yaml",
  jsonOption: "print one JSON value to stdout instead of text",
  dataOption: "folder of this machine's stacks: manifests, data, reports",
  next: (command: string) => `Next: ${command}`,
  init: initTalk,
  desk: deskTalk,
  doctor: doctorTalk,
  drift: driftTalk,
  validate: {
    description: "check a profile and say all that is wrong with it",
    examples: rulesTalk.examples,
    valid: (profile: string, parts: number, links: number) =>
      `${profile} is valid: ${plural(parts, "part")}, ${plural(links, "link")}`,
  },
  explain: {
    description: "say what an error code or a security rule means and how to mend it",
    argument: "a code such as CS1202, or a rule such as run-as-non-root",
    examples: examples("explain CS1202", "explain run-as-non-root"),
    unknown: (code: string) => `there is no code or security rule ${code}`,
    known: (codes: readonly string[]) => `codes: ${codes.join(" ")}`,
  },
  catalog: {
    description: "list the products that can fill building blocks",
    argument: "a building block such as digital-registries; all without it",
    examples: examples("catalog", "catalog identity", "catalog --coverage", "catalog --json"),
    columns: ["BLOCK", "PRODUCT", "RELEASE", "STATUS", "LICENCE", "CPU", "MEMORY", "TITLE"],
    unknownBlock: (block: string) => `there is no building block ${block}`,
    blocks: (blocks: readonly string[]) => `blocks: ${blocks.join(" ")}`,
    none: (block: string) => `no product of the catalog fills ${block}`,
    noFile: "it has no catalog.ts or catalog.js",
    noProducts: 'it exports no list "products" of products',
  },
  synth: {
    description: "write the Kubernetes manifests of a profile",
    outOption: "write one file a part into this folder instead of printing all",
    examples: examples(
      "synth country.yaml",
      "synth country.yaml --out manifests",
      "synth country.yaml | kubectl diff -f -",
    ),
    written: (objects: number, files: number, folder: string) =>
      `wrote ${plural(objects, "object")} in ${plural(files, "file")} to ${folder}`,
  },
  clusterPlan: planTalk,
  plan: {
    title: (stack: string, environment: string, size: string) =>
      `Stack ${stack} (${environment}, size ${size})`,
    part: "PART",
    product: "PRODUCT",
    objects: "OBJECTS",
    memory: "MEMORY",
    storage: "STORAGE",
    licence: "LICENCE",
    total: "total",
    images: "Images",
    links: "Links",
    exposed: "Reached from outside",
    none: "none",
  },
  target: {
    option: "local (this machine) or cluster (the kubeconfig's)",
    kubeconfigOption: "kubeconfig file; KUBECONFIG or ~/.kube/config without it",
    contextOption: "context of the kubeconfig",
    stateOption: "where the deployment's state is: file://, s3://, azblob://, gs:// or https://",
    localStateOption: "allow a production stack to keep its state on this machine",
    unknown: (target: string) => `there is no target ${target}`,
    known: "targets: local cluster",
    currentContext: "the cluster of the kubeconfig",
  },
  logs: {
    description: "show the log of a part",
    partArgument: "the part's name, such as civil",
    followOption: "stay and show what comes",
    tailOption: "how many of the last lines",
    examples: examples(
      "logs country.yaml mediator --target cluster",
      "logs country.yaml civil --target cluster --follow",
    ),
    noPods: (part: string) => `part ${part} has no pods`,
    badTail: (given: string) => `${given} is not a number of lines`,
    localFile: (path: string) =>
      `the parts of this machine log to ${path} when the stack runs in the background`,
  },
  up: {
    description: "bring up the stack of a profile, run every check against it, and write the report",
    examples: examples(
      "up country.yaml",
      "up country.yaml --once            # stop after the checks; the exit code says whether all is well",
      "up country.yaml --detach          # leave it running; see status and down",
    ),
    onceOption: "stop the stack after the checks",
    detachOption: "leave the stack running in the background",
    yesOption: "do not ask",
    skipOption: "bring up only, run no checks",
    substituteOption:
      "on this machine, put our reference server in place of each product that only a cluster can run",
    substituteHint:
      "--target cluster runs them; --substitute-reference runs our reference servers in their place",
    substituteInCluster:
      "--substitute-reference is for this machine; in a cluster the profile's own products run",
    substituted: (part: string, product: string) =>
      `part ${part} runs our reference product in place of ${product}, because --substitute-reference was asked for`,
    dropped: (part: string) => `part ${part} does not run, because it served only parts that were replaced`,
    onceInCluster: "--once and --detach are for this machine; in a cluster the stack stays up",
    question: "Apply this plan?",
    unanswered: "up asks before it changes a cluster, and there is no terminal to ask on",
    unansweredHint: "look at the plan, then type it again with --yes",
    notApplied: "not applied",
    applying: "applying the plan",
    checked: (profile: string, parts: number) => `${profile}: checked and resolved, ${plural(parts, "part")}`,
    wrote: (objects: number, folder: string) => `${plural(objects, "manifest")} written to ${folder}`,
    checking: "running the checks",
    running: "The stack runs; Ctrl-C stops it.",
    detached: (pid: number) => `The stack runs in the background as process ${pid}.`,
    stopping: "stopping; Ctrl-C again stops at once",
    notUp: (log: string) => `the stack did not come up; its log is ${log}`,
    addresses: "Addresses",
    interrupted: "interrupted",
    noSink: (reason: string) => `checks of call-backs are skipped: ${reason}`,
    sinkStays: (reason: string) =>
      `the call-back sink could not be removed: ${reason}; the next up, test or down removes it`,
  },
  status: {
    description: "show the parts of a stack, their addresses and the last result",
    examples: examples(
      "status country.yaml",
      "status country.yaml --target cluster",
      "status country.yaml --json",
    ),
    columns: ["PART", "BLOCK", "STATE", "READY", "ADDRESS", "RELEASE", "AGE", "LAST RESULT"],
    notRunning: (stack: string) => `stack ${stack} does not run`,
    inCluster: (stack: string, context: string) => `stack ${stack} in ${context}`,
    since: (stack: string, pid: number, since: string) =>
      `stack ${stack} runs as process ${pid} since ${since}`,
  },
  down: {
    description: "take a stack down; its data stays unless told otherwise",
    deleteOption: "also delete the stack's data, manifests and reports",
    examples: examples(
      "down country.yaml",
      "down country.yaml --target cluster",
      "down country.yaml --delete-data",
    ),
    stopped: (stack: string) => `stack ${stack} is stopped`,
    kept: (folder: string) => `its data is kept in ${folder}`,
    keptObjects: "kept, because they hold data; a later up finds them again:",
    deleteHint: (profile: string) =>
      `country-stack down ${profile} --target cluster --delete-data removes them too`,
    deleted: "its data is deleted",
    given: (names: readonly string[]) =>
      `these namespaces stay, as you may not remove them: ${names.join(", ")}`,
  },
  test: {
    description: "run the checks against a stack, also one that this tool did not install",
    argument: "path of the profile; not needed when every part is given by --url",
    urlOption: "PART=URL: where a part runs; without a profile, PART is a building block's name",
    tokenOption:
      "FILE or PART=FILE: the token that a part at a --url asks for; COUNTRY_STACK_TOKEN does the same",
    fixturesOption:
      "FILE or PART=FILE: what the checks need to know of a part at a --url beyond the specification, as YAML or JSON",
    certificate: certificateTalk,
    writesOption: "allow checks that write, under marked test identities that they remove again",
    pace: {
      concurrencyOption:
        "how many checks are under way at once, 1 to 100 (default 24); fewer where calls are limited",
      timeoutOption: "how long an answer may take, 1 to 60 (default 3); checks get as much longer",
      bad: (option: string, given: string, most: number) =>
        `${option} takes a whole number from 1 to ${most}, not "${given}"`,
      note: (seconds: number, usual: number) =>
        `answers were given ${seconds} s instead of ${usual} s (--answer-timeout)`,
    },
    examples: examples(
      "test country.yaml",
      "test country.yaml --target cluster",
      "test country.yaml --url civil=https://registries.example",
      "test --url digital-registries=http://127.0.0.1:8080 --allow-writes",
      "test --url information-mediator=https://mediator.example --token-file token",
      "test --url identity=https://identity.example --fixtures identity.yaml --allow-writes",
      "test --url payments=https://pay.example --client-certificate me.crt --client-key me.key --ca root.crt",
    ),
    nothing: "nothing to test: give a profile, or --url PART=URL",
    badUrl: (given: string) => `--url ${given} does not have the form PART=URL`,
    notABlock: (name: string) => `without a profile, ${name} must be the name of a building block`,
    notRunning: (stack: string) => `stack ${stack} does not run on this machine`,
    notInCluster: (stack: string) => `stack ${stack} does not run in this cluster`,
    notInClusterHint: (profile: string) => `country-stack up ${profile} --target cluster`,
    urlAndTarget: "--url says where parts run; leave --target cluster out",
    tokenWithoutUrl:
      "--token-file is for parts at a --url; the tokens of a stack of its own this tool finds by itself",
    fixturesWithoutUrl:
      "--fixtures are for parts at a --url; those of a stack of its own this tool has from the product",
    fixturesForNobody: (part: string) => `--fixtures names ${part}, and no --url says where ${part} runs`,
    fixturesForMany: (parts: readonly string[]) => `the fixtures could be for any of ${parts.join(", ")}`,
    fixturesHint: "say whose they are: --fixtures PART=FILE",
    fixturesUnread: (file: string, reason: string) => `${file} cannot be read: ${reason}`,
    noFixtures: (file: string) => `${file} holds no fixtures: a mapping of names to values, as YAML or JSON`,
    tokenForNobody: (part: string) => `--token-file names ${part}, and no --url says where ${part} runs`,
    tokenForMany: (parts: readonly string[]) => `the token could be for any of ${parts.join(", ")}`,
    tokenUnasked: (parts: readonly string[]) => `none of these parts asks for a token: ${parts.join(", ")}`,
    tokenHint: "say which part is to see it: --token-file PART=FILE",
    tokenUnread: (file: string, code: string) => `${file} cannot be read: ${code}`,
    noToken: (where: string) => `${where} holds no token: one line without spaces`,
    notRunningHint: (profile: string) => `country-stack up ${profile} --detach, or give --url PART=URL`,
    unknownPart: (name: string, stack: string) => `stack ${stack} has no part ${name}`,
    reportOption: "folder for report.json, report.xml (JUnit) and report.html",
  },
  secrets: secretsTalk,
  backup: backupTalk,
  support: supportTalk,
  history: historyTalk,
  swap: swapTalk,
  upgrade: upgradeTalk,
  compare: compareTalk,
  pod: {
    description: "run a product's own program, as its pods do: a bootstrap job or an adapter",
    product: "the product, such as x-road",
    program: "the program, such as bootstrap",
    examples: examples("pod x-road bootstrap --config /etc/country-stack/config.json"),
    unknown: (product: string, program: string) => `there is no program ${program} of product ${product}`,
    known: (names: readonly string[]) => `programs: ${names.join(", ")}`,
    config: (file: string, reason: string) => `${file} is not a configuration: ${reason}`,
  },
  reference: {
    description: "run our reference servers",
    serve: "run one block's reference server alone on loopback, without client authentication",
    serveArgument: "the building block, such as digital-registries",
    portOption: "port; 0 chooses a free one",
    dataOption: "folder for its data; without it the data is gone at the end",
    seedOption: "seed file (docs/seeds.md), loaded once into an empty store",
    run: "run the server of a mounted configuration, in a pod",
    configOption: "path of the configuration",
    sink: "keep what is called, for a run of checks that asks for it, in a pod",
    tokenOption: "file with the token that the asking side shows",
    noToken: (path: string) => `${path} holds no token`,
    sinkListening: (url: string) => `the call-back sink listens on ${url}`,
    verifyLog: "verify the hash chain of a mediator's message log, or of a consent server's revisions",
    verifyArgument: "the part's data folder",
    examples: examples(
      "reference serve digital-registries --port 3003 --seed seed.json",
      "reference verify-log .country-stack/utopia/data/mediator",
    ),
    noServer: (block: string) => `there is no reference server for ${block}`,
    servers: (blocks: readonly string[]) => `reference servers: ${blocks.join(" ")}`,
    badPort: (given: string) => `${given} is not a port (0 to 65535)`,
    seedMissing: (path: string, reason: string) => `the seed ${path} cannot be read: ${reason}`,
    listening: (block: string, url: string) => `${block} listens on ${url}`,
    migrate: "bring a reference server's tables up to date while it does not run",
    noTables: (folder: string) => `${folder} has no tables yet: the server makes them`,
    migrated: (file: string, from: number, to: number) =>
      from === to ? `${file} is up to date, at step ${to}` : `${file} went from step ${from} to step ${to}`,
    noLog: (folder: string) =>
      `${folder} holds no message log of a mediator, and no revisions of a consent server`,
    logHolds: (log: "messages" | "revisions", entries: number) =>
      `${LOGS[log]} verifies: ${plural(entries, "entry", "entries")}, the chain is unbroken`,
    logBroken: (log: "messages" | "revisions", at: number) =>
      `${LOGS[log]} does NOT verify: the chain breaks at entry ${at}`,
  },
  images: imagesTalk,
  sandbox: {
    description: "stacks for a while, many at once: for CI and for trying something out",
    up: "bring up a sandbox and print where its parts are; it goes by itself when its time is over",
    list: "list the sandboxes of this machine and of the cluster",
    extend: "give a sandbox more time",
    down: "remove a sandbox with its data",
    examples: examples(
      "sandbox up --ttl 30m --name trial",
      "sandbox up country.yaml --env > .env",
      "sandbox up country.yaml --target cluster --ttl 2h --json",
      "sandbox extend trial --ttl 1h",
      "sandbox down trial",
    ),
    profileArgument: "path of the profile; without it, the shipped one of Utopia",
    nameArgument: "the sandbox's name",
    ttlOption: "how long it lives from the moment that it is ready, such as 30m, 2h, 1d (7d at most)",
    extendOption: "how long it lives from now on, such as 30m, 2h, 1d (7d at most)",
    nameOption: "its name (default: sbx- and six random characters)",
    envOption: "print lines for a .env file, such as COUNTRY_STACK_CIVIL_URL=http://...",
    forwardOption: "in a cluster: stay, and carry ports of this machine to the parts",
    badTtl: (given: string) => `${given} is not a time to live`,
    ttlForm: (longest: string) => `a number and s, m, h or d, such as 30m, 2h or 1d; ${longest} at most`,
    badName: (given: string) => `${given} cannot be the name of a sandbox`,
    nameForm: "a lower-case letter, then letters, digits and hyphens, 30 characters at most",
    taken: (name: string) => `there is a sandbox ${name} already`,
    takenHint: (name: string) => `country-stack sandbox down ${name}, or another --name`,
    forwardLocal: "--forward is for a cluster; on this machine the parts listen on loopback already",
    jsonOrEnv: "--json and --env both print to stdout; choose one",
    notLocal: (parts: string) => `these parts do not run on this machine alone: ${parts}`,
    notLocalHint: "a sandbox of them needs a cluster: --target cluster",
    notUp: (name: string) => `sandbox ${name} did not come up; nothing of it is left`,
    unremovable: (objects: string) =>
      `a sandbox removes itself by the names of its namespaces, and these would stay: ${objects}`,
    ready: (name: string, expires: string, left: string) =>
      `Sandbox ${name} is ready; it goes in ${left}, at ${expires}.`,
    tokens: (files: readonly string[]) =>
      `What its parts ask callers for is in ${files.join(", ")}; a request shows it as Authorization: Bearer TOKEN.`,
    certificate: (folder: string) =>
      `Pods call its parts in TLS with the certificate in ${folder}: tls.key and tls.crt, and ca.crt to trust.`,
    forwarding: "Ports are carried to the parts; Ctrl-C ends that.",
    stays: (name: string) =>
      `sandbox ${name} stays until its time is over, or country-stack sandbox down ${name}`,
    givingUp: (name: string) => `removing what is there of sandbox ${name}`,
    leftToReaper: (reason: string) =>
      `that did not work: ${reason}; its reaper removes it when its time is over`,
    columns: ["NAME", "PROFILE", "TARGET", "EXPIRES IN", "STATE"],
    none: "there are no sandboxes",
    clusterUnseen: (reason: string) => `sandboxes of a cluster are not shown: ${reason}`,
    unknown: (name: string) => `there is no sandbox ${name}`,
    unknownHint: "country-stack sandbox list shows them",
    livesLonger: (name: string, left: string) => `sandbox ${name} has ${left} already, which is more`,
    extended: (name: string, expires: string, left: string) =>
      `Sandbox ${name} goes in ${left}, at ${expires}.`,
    removed: (name: string) => `sandbox ${name} is removed with its data`,
    notThere: (name: string) => `there is no sandbox ${name} (any more)`,
    reap: "wait for the end of a sandbox's time and remove it, in a pod",
  },
  completion: {
    description: "print a completion script for bash or zsh",
    argument: "bash or zsh",
    examples: examples("completion bash > /etc/bash_completion.d/country-stack"),
    unknown: (shell: string) => `there is no completion for ${shell}`,
    known: "shells: bash zsh",
  },
  report: {
    html: (path: string) => `Report: ${path}`,
    otherApi: (part: string, block: string, why: string) =>
      `GovStack's checks of ${block} did not run against ${part}: ${why}. Only its smoke checks say something of it.`,
    verdict: (passed: boolean) => (passed ? "All is well." : "Not all is well."),
  },
} as const;
