import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../../../../test/run-cli.ts";
import { PAYER, startExampleHub } from "./example-hub.ts";

const BATCHES = 4;
const IN_EACH = 3;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The program as its pod runs it. Resolves when it serves. */
function startProgram(config: string): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ["cli/country-stack.cjs", "pod", "mojaloop", "adapter", "--config", config],
    {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("serves GovStack's payments")) resolve(child);
    });
    child.once("exit", (code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
}

test("the program that is killed again and again loses nothing that it acknowledged, and pays nobody twice", {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "mojaloop-process-"));
  const country = await startExampleHub();
  // The adapter of this process gives way to one of its own.
  await country.crash();
  const [port, hubPort] = [await freePort(), await freePort()];
  const config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify({ ...country.settings(), dataFolder: folder, port, hubPort }));
  country.hub.dfsps[PAYER] = `http://127.0.0.1:${hubPort}`;
  let child = await startProgram(config);
  const acknowledged: string[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const response = await fetch(`http://127.0.0.1:${port}/batchtransactions?type=raw`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "platform-tenantid": "social",
        "x-correlationid": `c${batch}`,
        "x-callback-url": country.callbackUrl,
      },
      body: JSON.stringify(
        Array.from({ length: IN_EACH }, (_, index) => ({
          requestId: `t${index}`,
          creditParty: [{ key: "MSISDN", value: `2700000000${index + 1}` }],
          debitParty: [{ key: "ACCOUNTID", value: "treasury" }],
          paymentMode: "MOJALOOP",
          amount: 1.5,
          currency: "XTS",
        })),
      ),
    });
    expect(response.status).toBe(202);
    const { batchId } = (await response.json()) as { batchId: string };
    acknowledged.push(batchId);
    // At another moment of the way each time.
    const requests = country.hub.requests.length + batch * 2;
    await expect
      .poll(() => country.hub.requests.length, { timeout: 10_000 })
      .toBeGreaterThanOrEqual(requests);
    child.removeAllListeners("exit");
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
    child = await startProgram(config);
  }
  const arrived = () => new Set(country.results.map(({ body }) => body["batchId"]));
  await expect.poll(() => arrived().size, { timeout: 60_000 }).toBe(BATCHES);
  expect([...arrived()].sort()).toEqual(acknowledged.toSorted());
  for (const { body } of country.results)
    expect(body).toMatchObject({ completed: IN_EACH, completed_amount: 4.5 });
  const states = [...country.hub.transfers.values()].map(({ state }) => state);
  expect(states.filter((state) => state === "COMMITTED")).toHaveLength(BATCHES * IN_EACH);
  expect(country.hub.position(PAYER)).toBe(BigInt(BATCHES * IN_EACH * 15_000));
  child.removeAllListeners("exit");
  child.kill("SIGTERM");
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
  await country.close();
  rmSync(folder, { recursive: true });
});
