const list = (names: readonly string[]): string => names.join(", ");

/** What is said of going from one release of a part to another one. */
export const upgradeTalk = {
  backupOption: "where the backup goes that an upgrade begins with: a folder, or s3://BUCKET/PREFIX",
  withoutOption: "upgrade without a backup: what the newer release makes of the data cannot be undone then",
  failedOption:
    "keep what stands when checks fail after an upgrade, or rollback to releases and data before it",
  forCluster: (flag: string) => `${flag} is for upgrades in a cluster; add --target cluster`,
  badFailed: (given: string) => `--on-failed-checks ${given} is neither keep nor rollback`,
  noBackup: (parts: readonly string[]) =>
    `${list(parts)} ${parts.length === 1 ? "goes" : "go"} to another release, which begins with a backup`,
  noBackupHint: "say where it goes with --backup-to PLACE, or --without-backup where the data may be lost",
  undeclared: (parts: readonly string[]) =>
    `nobody has said how the data of ${list(parts)} are taken, so that an upgrade cannot begin with a backup of them`,
  undeclaredHint: "make one by other means, then --without-backup",
  nothingToGoBackTo: "--on-failed-checks rollback needs the backup that --without-backup leaves out",
  noOlder: (jumps: readonly string[]) =>
    `there is no way back, because the catalog cannot install the older release any more: ${list(jumps)}`,
  noOlderHint:
    "leave out --on-failed-checks rollback; the tool's version that installed it can restore the backup",
  noData: (parts: readonly string[]) =>
    `the upgrade of ${list(parts)} began without a backup, so that there is nothing to go back to`,
  noDataHint: "mend what the checks found, and run up again",
  otherBegun: (parts: readonly string[]) =>
    `the upgrade of ${list(parts)} has not ended, and the profile asks for others beside it`,
  otherBegunHint: "end it first, with the profile that began it",
  backingUp: (parts: readonly string[]) => `before the upgrade: a backup of ${list(parts)}`,
  goesOn: (parts: readonly string[]) => `the upgrade of ${list(parts)} goes on where it stopped`,
  unchecked: (parts: readonly string[]) =>
    `no checks have passed yet since ${list(parts)} went to another release`,
  settled: (parts: readonly string[]) => `the upgrade of ${list(parts)} is done: the checks passed after it`,
  kept: (parts: readonly string[]) =>
    `${list(parts)} ${parts.length === 1 ? "stays" : "stay"} with what the upgrade made of it. Run up again once it is mended; to go back, with what was written since lost:`,
  goingBack: (parts: readonly string[]) => `going back with ${list(parts)}`,
  goesBackStill: (parts: readonly string[]) =>
    `going back with ${list(parts)} did not end last time, and goes on`,
  putting: (part: string) => `putting back the data of ${part}`,
  wentBack: (jumps: readonly string[], since: string | undefined) =>
    `went back: ${list(jumps)}${since === undefined ? "" : `; what was written since ${since} is not there any more`}`,
  pin: (pins: readonly string[]) => `the profile has to say so, or the next up upgrades again: ${list(pins)}`,
  backNotWell: "the older releases stand, and some checks that read do not pass; see the report",
  arrow: (part: string, from: string, to: string) => `${part} ${from} → ${to}`,
  pinned: (part: string, release: string) => `${part}: { version: "${release}" }`,
} as const;
