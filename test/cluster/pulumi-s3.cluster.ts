import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readUids } from "./pulumi-objects.ts";
import { descendantsOf, ended, killAll, startChild, untilThere } from "./pulumi-processes.ts";
import {
  bringUp,
  countChanges,
  labEngine,
  newDataFolder,
  testManifests,
  testStack,
  useLab,
} from "./pulumi-stack.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";
import { type S3Server, startS3 } from "./s3-server.ts";

const LOCKS = ".pulumi/locks/";

describe.skipIf(whyNoLab !== undefined)("a stack whose state is in S3", () => {
  const stack = testStack("bucket");
  const manifests = testManifests(stack, { data: true });
  const api = openLabApi();
  let folder = "";
  let s3: S3Server;

  beforeAll(async () => {
    console.info(useLab(process.env));
    folder = newDataFolder();
    s3 = await startS3("country-stack-state");
    Object.assign(process.env, s3.env);
  });

  afterAll(async () => {
    await engine().down(stack, { deleteData: true });
    rmSync(folder, { recursive: true });
    for (const name of Object.keys(s3.env)) delete process.env[name];
    s3.close();
    api.close();
  });

  test("comes up, and a second time nothing changes", async () => {
    await bringUp(engine(), stack, manifests);
    expect([...(await s3.readAll()).keys()]).toContain(".pulumi/stacks/country-stack/bucket.json");
    const uids = await readUids(api, stack.name);
    await bringUp(engine(), stack, manifests);
    expect(await readUids(api, stack.name)).toEqual(uids);
    expect(await countChanges(engine(), stack, manifests)).toEqual({ same: manifests.length });
  });

  test("has its secrets stored encrypted, and none of its keys in the cluster's record", async () => {
    const stored = [...(await s3.readAll()).values()].join("\n");
    expect(stored).toContain("core/bucket-civil/Secret/key");
    const password = "not-a-real-one";
    const clear = [password, Buffer.from(password).toString("base64"), "client-key-data", "PRIVATE KEY"];
    expect(clear.filter((text) => stored.includes(text))).toEqual([]);
    const { body } = await api.request("GET", "/api/v1/namespaces/country-stack/configmaps/bucket");
    expect(body.data.state).toMatch(/^s3:\/\/country-stack-state\?endpoint=127\.0\.0\.1:\d+/);
    expect(JSON.stringify(body)).not.toContain(s3.env["AWS_SECRET_ACCESS_KEY"]);
  });

  test("refuses another place, naming the one of last time", async () => {
    const other = s3.stateUrl.replace("country-stack-state", "another-bucket");
    for (const stateUrl of [other, `file://${folder}/state`]) {
      const attempt = bringUp(labEngine(folder, { stateUrl }), stack, manifests);
      await expect(attempt).rejects.toThrow(
        /state of stack bucket is at s3:\/\/country-stack-state\?endpoint/,
      );
    }
  });

  test("has a dead run's lock released by the next run", async () => {
    await engine().down(stack, { deleteData: true });
    const child = startChild({ folder, name: stack.name, engine: { stateUrl: s3.stateUrl } });
    const pid = child.pid ?? 0;
    await untilThere("the first object", async () => {
      const { status } = await api.request("GET", "/api/v1/namespaces/bucket-mediator");
      return status === 200 ? true : undefined;
    });
    killAll([pid, ...descendantsOf(pid).map((one) => one.pid)]);
    await ended(child);
    expect(await locks()).toHaveLength(1);
    const uids = await readUids(api, stack.name);
    await bringUp(engine(), stack, manifests);
    expect(await readUids(api, stack.name)).toMatchObject(uids);
    expect(await locks()).toEqual([]);
  });

  test("leaves no state behind when it is taken down with its data", async () => {
    await engine().down(stack, { deleteData: true });
    const left = [...(await s3.readAll()).keys()];
    expect(left.filter((key) => key.endsWith("/bucket.json") || key.startsWith(LOCKS))).toEqual([]);
    expect(await readUids(api, stack.name)).toEqual({});
  });

  function engine() {
    return labEngine(folder, { stateUrl: s3.stateUrl });
  }

  async function locks(): Promise<string[]> {
    return [...(await s3.readAll()).keys()].filter((key) => key.startsWith(LOCKS));
  }
});
