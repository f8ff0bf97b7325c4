import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { KubeApi } from "../../lab/kube-api.ts";

/** Where text stood, and the text. */
export interface Found {
  readonly where: string;
  readonly text: string;
}

const LARGEST = 8_000_000;
const PAUSE_MS = 30;

/**
 * Reads what lies below folders again and again while something runs, so that files are seen that are there for a
 * moment only. `stop` answers all contents that were seen.
 */
export function watchFiles(folders: readonly string[]): { stop(): Found[] } {
  const seen = new Map<string, { stamp: string; texts: Set<string> }>();
  const look = () => {
    for (const path of folders.flatMap(filesBelow)) readInto(seen, path);
  };
  const timer = setInterval(look, PAUSE_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      return [...seen].flatMap(([where, { texts }]) => [...texts].map((text) => ({ where, text })));
    },
  };
}

/** Collects the values of all Secrets that a stack has while something runs, in any of its namespaces. */
export function watchSecrets(api: KubeApi, stack: string): { stop(): Promise<string[]> } {
  const values = new Set<string>();
  let going = true;
  const path = `/api/v1/secrets?labelSelector=country-stack%2Fstack%3D${stack}`;
  const look = async () => {
    const { body } = await api.request("GET", path);
    for (const { data } of body.items ?? []) {
      for (const value of Object.values((data ?? {}) as Record<string, string>))
        values.add(Buffer.from(value, "base64").toString("utf8"));
    }
  };
  const watching = (async () => {
    while (going) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    stop: async () => {
      going = false;
      await watching;
      await look();
      return [...values];
    },
  };
}

/** The places where any of the values stands, as it is, for a URL, or anywhere inside something in Base64. */
export function findTraces(texts: readonly Found[], values: readonly string[]): string[] {
  const forms = values.flatMap(formsOf);
  return texts.filter(({ text }) => forms.some((form) => text.includes(form))).map(({ where }) => where);
}

function formsOf(value: string): string[] {
  const encoded = [0, 1, 2].map((offset) => {
    // The first and last characters hang on what stands before and after.
    const whole = Buffer.from("-".repeat(offset) + value)
      .toString("base64")
      .replace(/=+$/, "");
    return whole.slice(offset === 0 ? 0 : offset + 1, -2);
  });
  const forUrls = encoded.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [...new Set([value, encodeURIComponent(value), ...encoded, ...forUrls])];
}

function filesBelow(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    // It went in the same moment.
    return [];
  }
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

function readInto(seen: Map<string, { stamp: string; texts: Set<string> }>, path: string): void {
  try {
    const { size, mtimeMs } = statSync(path);
    const stamp = `${size} ${mtimeMs}`;
    const known = seen.get(path) ?? { stamp: "", texts: new Set<string>() };
    if (known.stamp === stamp || size > LARGEST) return;
    known.texts.add(readFileSync(path, "latin1"));
    seen.set(path, { ...known, stamp });
  } catch {
    // It went in the same moment.
  }
}
