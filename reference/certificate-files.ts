import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { TLS_FILES } from "../charts/spi/index.ts";

/** Nothing of ours speaks an older one (docs/adr/0019-tls-inside.md). */
const OLDEST = "TLSv1.3";
/** How often the files are looked at. The kubelet takes up to about a minute to bring new ones. */
const PERIOD_MS = 5000;

/** A key, its certificate and whom to trust, as Node takes them. */
export type Credentials = Pick<SecureContextOptions, "key" | "cert" | "ca" | "minVersion">;

interface Known {
  /** SHA-256 of the files, hexadecimal. */
  readonly hash: string;
  readonly credentials: Credentials;
}

/**
 * The files of a certificate in a folder, read anew when they have changed. New files that do not belong together,
 * which can be seen for a moment while they are exchanged, change nothing.
 */
export class CertificateFiles {
  readonly #folder: string;
  readonly #listeners: ((credentials: Credentials) => void)[] = [];
  readonly #timer: NodeJS.Timeout;
  #known: Known;

  /** Throws a TypeError with one sentence where the folder has no certificate: a server must not start without. */
  constructor(folder: string, periodMs: number = PERIOD_MS) {
    this.#folder = folder;
    try {
      this.#known = readFiles(folder);
    } catch (error) {
      throw new TypeError(`the certificate in ${folder} cannot be used: ${(error as Error).message}`);
    }
    this.#timer = setInterval(() => this.#look(), periodMs).unref();
  }

  /** What the files hold. */
  get credentials(): Credentials {
    return this.#known.credentials;
  }

  /** Calls back after each change. */
  onChange(listener: (credentials: Credentials) => void): void {
    this.#listeners.push(listener);
  }

  /** Looks at the files no longer. */
  close(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    let read: Known;
    try {
      read = readFiles(this.#folder);
    } catch {
      return;
    }
    if (read.hash === this.#known.hash) return;
    this.#known = read;
    for (const listener of this.#listeners) listener(read.credentials);
  }
}

/** Throws where a file is missing, or the key is not that of the certificate. */
function readFiles(folder: string): Known {
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const [key, cert, ca] = [TLS_FILES.key, TLS_FILES.certificate, TLS_FILES.authority].map(read);
  const credentials = { key, cert, ca, minVersion: OLDEST } as const;
  createSecureContext(credentials);
  const hash = createHash("sha256")
    .update(JSON.stringify([key, cert, ca]))
    .digest("hex");
  return { hash, credentials };
}
