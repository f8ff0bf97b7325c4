/** A file in a place for backups. */
export interface TargetFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** A place for backups. A file is there whole or not at all. */
export interface BackupTarget {
  /** As a person gave it, without credentials. */
  readonly shown: string;
  /** The files that are whole. */
  list(): Promise<readonly TargetFile[]>;
  /** What runs that died left of files that they were writing. */
  leftovers(): Promise<readonly string[]>;
  write(name: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** The file's bytes, or its first `limit`. */
  read(name: string, limit?: number): AsyncIterable<Uint8Array>;
  remove(name: string): Promise<void>;
  removeLeftover(name: string): Promise<void>;
}

const SUFFIX = ".backup";

/** The name of a backup's file: its stack and the second at which it began. */
export function backupFileName(stack: string, createdAt: string): string {
  return `${stack}-${createdAt.replace(/\.\d+/, "").replace(/[-:]/g, "")}${SUFFIX}`;
}

/** The stack and the time in a file's name; undefined where it is no name of a backup. */
export function parseFileName(name: string): { stack: string; createdAt: string } | undefined {
  const found = /^(.+)-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.backup$/.exec(name);
  if (found === null) return undefined;
  const [, stack = "", year, month, day, hour, minute, second] = found;
  return { stack, createdAt: `${year}-${month}-${day}T${hour}:${minute}:${second}Z` };
}
