import { describe, expect, it } from "vitest";
import type { PodAnswer, PodApi } from "./pod-api.ts";
import { type Clock, reapSandbox } from "./reap.ts";

const config = {
  sandbox: "one",
  expires: new Date(60_000).toISOString(),
  namespaces: ["one-civil", "one-social"],
  ownNamespace: "one--reaper",
  apiServers: [],
};
const RECORD = "/api/v1/namespaces/country-stack/configmaps/one";
const LEASE = "/apis/coordination.k8s.io/v1/namespaces/country-stack/leases/one";
const space = (name: string) => `/api/v1/namespaces/${name}`;

/** A cluster in memory: a namespace takes two more looks to go; time is what was slept. */
function createWorld(changes: Record<string, string> = {}) {
  const objects = new Map<string, { labels: Record<string, string>; annotations: object; going: number }>();
  for (const path of [RECORD, LEASE, ...["one-civil", "one-social", "one--reaper", "two-civil"].map(space)]) {
    const sandbox = changes[path] ?? (path.includes("two") ? "two" : "one");
    objects.set(path, { labels: { "country-stack/sandbox": sandbox }, annotations: {}, going: 0 });
  }
  let time = 0;
  const deleted: string[] = [];
  const clock: Clock = {
    now: () => time,
    sleep: (ms) => {
      time += ms;
      return Promise.resolve();
    },
  };
  const answer = (method: string, path: string): PodAnswer => {
    const found = objects.get(path);
    if (found === undefined) return { status: 404, body: {} };
    if (found.going > 0 && ++found.going > 3) objects.delete(path);
    const { labels, annotations, going } = found;
    const metadata = { uid: path, labels, annotations, ...(going > 0 && { deletionTimestamp: "now" }) };
    if (method === "DELETE") {
      deleted.push(path);
      found.going = 1;
    }
    return { status: 200, body: { metadata } };
  };
  const api: PodApi = { send: (method, path) => Promise.resolve(answer(method, path)) };
  return { objects, deleted, clock, api, now: () => time };
}

describe("a reaper", () => {
  it("waits for the end of the time, then removes its sandbox, itself last", async () => {
    const { api, clock, deleted, objects } = createWorld();
    await reapSandbox(config, api, clock, () => undefined);
    expect(deleted).toEqual([LEASE, space("one-civil"), space("one-social"), RECORD, space("one--reaper")]);
    expect([...objects.keys()]).toEqual([space("two-civil")]);
    expect(clock.now()).toBeGreaterThanOrEqual(60_000);
  });

  it("gives the time that the record says, also where it was extended meanwhile", async () => {
    const { api, clock, objects, now } = createWorld();
    const record = objects.get(RECORD);
    const sleep = (ms: number) => {
      const until = new Date(now() < 50_000 ? 60_000 : 3_600_000).toISOString();
      if (record !== undefined) record.annotations = { "country-stack/expires": until };
      return clock.sleep(ms);
    };
    await reapSandbox(config, api, { ...clock, sleep }, () => undefined);
    expect(now()).toBeGreaterThanOrEqual(3_600_000);
  });

  it("leaves alone what has the name of its own and belongs to another", async () => {
    const { api, clock, deleted } = createWorld({ [space("one-social")]: "two" });
    await reapSandbox(config, api, clock, () => undefined);
    expect(deleted).toEqual([LEASE, space("one-civil"), RECORD, space("one--reaper")]);
  });

  it("goes on where an earlier one was killed", async () => {
    const { api, clock, objects } = createWorld();
    objects.delete(LEASE);
    objects.delete(space("one-civil"));
    objects.delete(RECORD);
    await reapSandbox(config, api, clock, () => undefined);
    expect([...objects.keys()]).toEqual([space("two-civil")]);
  });

  it("tries again while the API server does not answer, and says so", async () => {
    const { api, clock, objects } = createWorld();
    let outages = 5;
    const said: string[] = [];
    const shaky: PodApi = {
      send: (...ask) => (outages-- > 0 ? Promise.reject(new Error("out of reach")) : api.send(...ask)),
    };
    const late = { ...clock, now: () => clock.now() + 60_000 };
    await reapSandbox(config, shaky, late, (text) => said.push(text));
    expect([...objects.keys()]).toEqual([space("two-civil")]);
    expect(said).toContain(`${LEASE}: out of reach`);
  });
});
