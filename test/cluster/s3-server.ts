import { spawn } from "node:child_process";
import { buildPrograms } from "../../lab/build-programs.ts";
import { programPath } from "../../lab/places.ts";

/** A server of the S3 protocol on loopback with one bucket, in memory. */
export interface S3Server {
  /** The bucket as a place for the engine's state. */
  readonly stateUrl: string;
  /** The environment that holds the keys to it. */
  readonly env: Readonly<Record<string, string>>;
  /** What is stored: contents by key. */
  readonly readAll: () => Promise<ReadonlyMap<string, string>>;
  close(): void;
}

/** Starts the server, building its program where the cache does not have it. */
export async function startS3(bucket: string): Promise<S3Server> {
  await buildPrograms(["gofakes3"]);
  const args = ["-backend", "mem", "-initialbucket", bucket, "-host", "127.0.0.1:0"];
  const child = spawn(programPath("gofakes3"), args, { stdio: ["ignore", "ignore", "pipe"] });
  const port = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      const found = /using port: (\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("exit", () => reject(new Error("the S3 server ended at once")));
  });
  const base = `http://127.0.0.1:${port}/${bucket}`;
  return {
    stateUrl: `s3://${bucket}?endpoint=127.0.0.1:${port}&s3ForcePathStyle=true&disableSSL=true&region=lab-1`,
    env: { AWS_ACCESS_KEY_ID: "lab", AWS_SECRET_ACCESS_KEY: "a-key-of-the-lab" },
    readAll: async () => {
      const list = await (await fetch(`${base}?list-type=2`)).text();
      const keys = [...list.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = ""]) => key);
      const read = async (key: string) => [key, await (await fetch(`${base}/${key}`)).text()] as const;
      return new Map(await Promise.all(keys.map(read)));
    },
    close: () => void child.kill(),
  };
}
