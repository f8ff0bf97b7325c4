import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import type { Cluster } from "../../deploy/cluster/client.ts";
import type { Deployment } from "../../deploy/engine.ts";
import type { SecretContents } from "../../deploy/secrets.ts";
import { newestAuthority, type SuccessionStep } from "../../deploy/succession.ts";
import { exampleStack } from "../../test/example-stack.ts";
import { authorityOf, CERTIFICATE, decideStep, KEY, shownBy } from "../../test/succession-states.ts";
import { untilTaken } from "./until-taken.ts";

const stack = exampleStack();
const settled = await decideStep(new Map());
const announced = await decideStep(settled, "announce");
const signing = await decideStep(announced, "sign");
const retired = await decideStep(signing, "retire");
/** A moment, for what is there at once or not at all. */
const MOMENT_MS = 100;

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

/** The part's server with what it holds. */
async function serve(contents: SecretContents): Promise<Server> {
  const asking = { requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.3" } as const;
  const server = createServer({ ...shownBy(contents), ...asking }, (_, response) => response.end("civil"));
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** The parts that have not taken the step in time; `now` is what the tool's own certificate is of. */
async function late(step: SuccessionStep, server: Server, now: SecretContents, limitMs = MOMENT_MS) {
  const newest = newestAuthority(authorityOf(now), KEY, CERTIFICATE);
  if (newest === undefined) throw new Error("there is no authority");
  const known = { name: "localhost", certificate: shownBy(now), stranger: shownBy(now) };
  const port = (server.address() as AddressInfo | null)?.port ?? 1;
  const insideOf = async () => ({ host: "127.0.0.1", port, ...known });
  return untilTaken(
    step,
    stack.parts.filter(({ name }) => name === "civil"),
    {
      ...{ stack, newest, limitMs, cluster: {} as Cluster, old: shownBy(settled) },
      ...{ deployment: { insideOf } as unknown as Deployment, signal: AbortSignal.abort() },
    },
  );
}

describe("waiting until the parts have taken a step", () => {
  it.each([
    ["announce", announced, settled],
    ["sign", signing, announced],
    ["retire", retired, signing],
  ] as const)(
    "sees at a server's own socket whether it has taken this one: %s",
    async (step, after, before) => {
      expect(await late(step, await serve(before), after)).toEqual(["civil"]);
      expect(await late(step, await serve(after), after)).toEqual([]);
    },
  );

  it.each(["announce", "sign", "retire"] as const)(
    "takes nobody for somebody who has taken it: %s",
    async (step) => {
      const server = await serve(retired);
      await new Promise((resolve) => server.close(resolve));
      expect(await late(step, server, retired)).toEqual(["civil"]);
    },
  );
});
