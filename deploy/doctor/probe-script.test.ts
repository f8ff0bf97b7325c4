import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { callerPod, KNOWN_NAME, PORTS, probePolicies, writerObjects } from "./probe-objects.ts";
import { LISTEN, LOOK, WRITE } from "./probe-script.ts";

const folder = mkdtempSync(join(tmpdir(), "country-stack-probe-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a probe's script as its pod does, and answers its last words. */
async function run(script: string, ...args: readonly string[]): Promise<unknown> {
  const file = join(folder, "last-words");
  const here = script.replaceAll("/dev/termination-log", file);
  await execa(process.execPath, ["-e", here, ...args]);
  return JSON.parse(readFileSync(file, "utf8"));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("the programs of a probe", () => {
  it("tell which ports are open and what a name leads to", async () => {
    const [open, closed] = [await freePort(), await freePort()];
    const listening = execa(process.execPath, ["-e", LISTEN, String(open)], { reject: false });
    const said = await run(LOOK, "127.0.0.1", "localhost", String(open), String(closed));
    listening.kill("SIGTERM");
    expect((await listening).exitCode).toBe(0);
    expect(said).toEqual({
      ports: { [open]: "open", [closed]: "ECONNREFUSED" },
      address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
    });
  });

  it("tell what keeps them from writing", async () => {
    expect(await run(WRITE, folder)).toEqual({
      user: process.getuid?.(),
      same: true,
      freeBytes: expect.any(Number),
    });
    expect(await run(WRITE, join(folder, "nowhere"))).toEqual({ user: process.getuid?.(), error: "ENOENT" });
  });
});

describe("the objects of a probe", () => {
  const choice = { namespace: "n", image: "i" };

  it("let one port through on both sides, and stop one on each", () => {
    const [listener, caller] = probePolicies(choice).map(({ spec }) => JSON.stringify(spec));
    expect(listener).toContain(String(PORTS.noWayOut));
    expect(listener).not.toContain(String(PORTS.noWayIn));
    expect(caller).toContain(String(PORTS.noWayIn));
    expect(caller).not.toContain(String(PORTS.noWayOut));
    for (const policy of [listener, caller]) expect(policy).toContain(String(PORTS.allowed));
  });

  it("tell the caller whom to call, and claim a volume of the wanted class or of the cluster's choice", () => {
    expect(JSON.stringify(callerPod(choice, "10.0.0.9"))).toContain(`"10.0.0.9","${KNOWN_NAME}","8080"`);
    const claims = ["fast", ""].map((name) => writerObjects(choice, 0, name)[0]?.["spec"]);
    expect(claims).toMatchObject([{ storageClassName: "fast" }, {}]);
    expect(claims[1]).not.toHaveProperty("storageClassName");
  });
});
