import { examples } from "./command-examples.ts";

const list = (names: readonly string[]): string => names.join(", ");

/** What `country-stack backup`, `backups` and `restore` say. */
export const backupTalk = {
  description: "take a backup of a stack, encrypted, into one file; or prove one by restoring it",
  take: "take a backup of a stack's secrets, state, record and data (the word take may be left out)",
  backups: "list the backups of a stack",
  restore: "put a backup into an empty cluster or folder, bring the stack up with it, and check it",
  verify: "put a backup into a stack that is thrown away, run the checks that read, and remove it",
  examples: examples(
    "backup country.yaml --target cluster --to s3://backups/country?region=eu-north-1 --keep 14",
    "backup country.yaml --to /srv/backups",
    "backup verify country.yaml --target cluster --to /srv/backups",
  ),
  backupsExamples: examples("backups country.yaml --to /srv/backups"),
  restoreExamples: examples(
    "restore country.yaml --target cluster --to /srv/backups",
    "restore country.yaml --target cluster --from /srv/backups/country-20261121T220000Z.backup",
  ),
  toOption:
    "where the backups are: a folder, or s3://BUCKET/PREFIX (default: backups in the folder of --data)",
  keyOption:
    "file with the passphrase, readable for its owner only; without it COUNTRY_STACK_BACKUP_PASSPHRASE",
  skipOption: "a part whose data are to be left out",
  restoreSkipOption: "a part whose data are not to be put back",
  keepOption: "delete older backups of the stack but for the newest so many",
  keepDaysOption: "delete older backups of the stack but for those of so many days",
  fromOption: "the backup: a file, a name that backups lists, or latest",
  replaceOption: "delete the data that stand first, once the backup has proved whole",
  yesOption: "do not ask before data are deleted",
  referenceTake: "write the data of a reference server to standard output, also while it runs",
  referencePut: "put such data from standard input into an empty folder",
  referenceHold: "do nothing until it is told to end: what a pod runs while data are put back",
  binary: "these data are not for a terminal",
  binaryHint: "country-stack backup takes them with all else; or lead them into a file or a pipe",
  badNumber: (option: string, given: string) => `${option} ${given} is no number of at least 1`,
  badPlace: (given: string) => `${given} is no place for backups: a folder, or s3://BUCKET/PREFIX`,
  unknownPart: (part: string, stack: string) => `stack ${stack} has no part ${part}`,
  parts: (parts: readonly string[]) => `its parts: ${parts.join(" ")}`,
  nothingHere: (stack: string) => `stack ${stack} has no data on this machine`,
  nothingHereHint: (profile: string) => `country-stack up ${profile}, or give --target cluster`,
  taking: (stack: string, place: string) => `backing up stack ${stack} to ${place}`,
  notTaken: {
    none: (part: string) => `${part} has no data of its own`,
    elsewhere: (part: string) => `${part} runs elsewhere: who runs it backs it up`,
    skipped: (part: string) => `${part} is left out, as asked`,
    undeclared: (part: string, product: string) =>
      `${part} is NOT BACKED UP: nobody has said how the data of ${product} are taken`,
  },
  planned: (parts: readonly string[]) => `NOT BACKED UP by country-stack backup: ${list(parts)}`,
  providers: (names: readonly string[]) =>
    `the profile's providers are NOT BACKED UP here, who runs them does: ${list(names)}`,
  proving: "reading it back",
  written: (file: string, size: string, seconds: string) =>
    `wrote ${file} (${size}) in ${seconds}, and read it back whole`,
  window: (seconds: string) =>
    `each part is as it was at one moment; between the first moment and the last lie ${seconds}`,
  removed: (name: string) => `deleted ${name}, as asked by --keep or --keep-days`,
  swept: (name: string) => `removed what a run that died had begun: ${name}`,
  incomplete: (parts: readonly string[]) =>
    `the backup is not complete: the data of ${list(parts)} are not in it`,
  incompleteHint: (parts: readonly string[]) =>
    `back them up by other means, and say so: ${parts.map((part) => `--skip ${part}`).join(" ")}`,
  columns: ["BACKUP", "AGE", "SIZE", "FROM", "TOOL", "MISSING"],
  partColumns: ["PART", "PRODUCT", "DATA", "SIZE"],
  size: (bytes: number) => {
    if (bytes < 1024) return `${bytes} B`;
    const power = Math.min(4, Math.floor(Math.log2(bytes) / 10));
    return `${(bytes / 1024 ** power).toFixed(1)} ${["B", "KiB", "MiB", "GiB", "TiB"][power]}`;
  },
  seconds: (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`,
  unreadable: "unreadable",
  none: (stack: string, place: string) => `there are no backups of stack ${stack} in ${place}`,
  begun: (count: number) =>
    `${count === 1 ? "1 unfinished file" : `${count} unfinished files`} of runs that died; the next backup removes them`,
  missingFile: (name: string, place: string) => `there is no backup ${name} in ${place}`,
  backupHint: (profile: string, to: string) => `country-stack backup ${profile}${to}`,
  listHint: (profile: string, to: string) => `country-stack backups ${profile}${to}`,
  reading: (file: string) => `proving that ${file} is whole`,
  proved: (size: string, when: string, seconds: string) => `it is: ${size} of ${when}, read in ${seconds}`,
  otherStack: (file: string, theirs: string, ours: string) =>
    `${file} is a backup of stack ${theirs}, not of ${ours}`,
  otherEngine: (theirs: string, ours: string) =>
    `the backup is of a ${theirs} stack, and this is a ${ours} one`,
  engines: { local: "local", cluster: "cluster" },
  unfit: {
    gone: (part: string) => `the backup has data of part ${part}, which the profile does not have`,
    product: (part: string, theirs: string, ours: string) =>
      `the data of part ${part} are those of ${theirs}, and the profile has ${ours} there`,
  },
  unfitHint: (parts: readonly string[]) =>
    `restore with the profile of that time, or leave these data out: ${parts.map((part) => `--skip ${part}`).join(" ")}`,
  otherRelease: (part: string, theirs: string, ours: string) =>
    `note: the data of ${part} were taken from release ${theirs}; ${ours} will read them`,
  beginsEmpty: (part: string) => `note: ${part} begins empty: its data are not in the backup`,
  otherProfile: "note: the profile is not the one of the time of the backup",
  stands: (stack: string, folder: string) =>
    `stack ${stack} has data in ${folder}; a restore puts data only where there are none`,
  standsHint: "--replace-data puts those of the backup in their place",
  runs: (stack: string, pid: number) => `stack ${stack} runs as process ${pid}`,
  runsHint: (profile: string) => `country-stack down ${profile}, then restore`,
  replacing: (stack: string) =>
    `the data of stack ${stack} that stand will be deleted, and cannot be brought back`,
  wouldLose: (parts: readonly string[]) =>
    `the backup has no data of ${list(parts)}, and --replace-data would delete those that stand`,
  wouldLoseHint: (parts: readonly string[]) =>
    `to begin empty there, say so: ${parts.map((part) => `--skip ${part}`).join(" ")}`,
  question: "Delete them and restore?",
  unanswered: "it is asked for before data are deleted, and there is no terminal to ask on",
  unansweredHint: "type it again with --yes",
  notRestored: "nothing was changed",
  putting: (part: string) => `putting back the data of ${part}`,
  wasPut: "an earlier run put all data back already; bringing the stack up",
  oldPassphrase: "the passphrase of the engine's state came back with the backup",
  restored: (stack: string, total: string, data: string) =>
    `stack ${stack} is restored: ${total} from the beginning to the last check, ${data} of these for the data`,
  notWell: "the data are back, and not all checks passed; see the report",
  broken: "the restore did not end; the same command goes on from here",
  verifyRefused: (parts: readonly string[]) =>
    `these parts exist once in a cluster or let others in, so that no second stack can stand beside this one: ${list(parts)}`,
  verifyRefusedHint: "verify on another cluster: --context NAME, with the same profile",
  verifyForeign: (parts: readonly string[]) => `these parts do not run on this machine: ${list(parts)}`,
  verifyForeignHint: "country-stack backup verify PROFILE --target cluster",
  verifying: (name: string) => `restoring into ${name}, which is thrown away afterwards`,
  readsOnly: "of a restored stack only the checks that read are run, so that its data stay as they were",
  verified: (file: string, seconds: string) => `${file} is good: restored, checked and removed in ${seconds}`,
  notVerified: (file: string) => `${file} is NOT proved: see the report`,
  removing: (name: string) => `removing ${name}`,
};
