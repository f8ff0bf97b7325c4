import { type ChildProcess, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { KubeApi } from "../../lab/kube-api.ts";
import { hashOf, readFinalSet } from "./drills/final-set.ts";
import { listLost, readValuables, untilFiles } from "./drills/valuables.ts";
import { readUids } from "./pulumi-objects.ts";
import { startChild, untilThere } from "./pulumi-processes.ts";
import { bringUp, countChanges, labEngine, newDataFolder, testManifests, testStack } from "./pulumi-stack.ts";
import { openLabApi } from "./running-lab.ts";

const PARTS = 3;

/** A stack whose `up` is hurt again and again, and what it has to be in the end. */
export class DyingStack {
  readonly api: KubeApi = openLabApi();
  readonly #folder = newDataFolder();
  readonly #choice = { data: true, writes: true, generated: true, settings: 4 };
  readonly #stack;
  readonly #manifests;
  /** What an `up` leaves that nobody hurts. */
  #expected = "";

  constructor(name: string) {
    this.#stack = testStack(name, PARTS);
    this.#manifests = testManifests(this.#stack, this.#choice);
  }

  /** Learns what an `up` leaves that nobody hurts. */
  async prepare(): Promise<void> {
    await this.#removeAll();
    await this.bringUp();
    this.#expected = hashOf(await readFinalSet(this.api, this.#stack.name));
  }

  async remove(): Promise<void> {
    await this.#removeAll();
    rmSync(this.#folder, { recursive: true });
    this.api.close();
  }

  async bringUp(): Promise<void> {
    await bringUp(labEngine(this.#folder), this.#stack, this.#manifests);
  }

  async down(options: { readonly deleteData: boolean }): Promise<void> {
    await labEngine(this.#folder).down(this.#stack, options);
  }

  /** Leaves what a run does that dies after its last change: its lock on the state, and its lease. */
  async leaveLock(lease?: "without its lease"): Promise<void> {
    const { pid = 0 } = spawnSync("true");
    const lock = { pid, username: "tester", hostname: hostname(), timestamp: new Date().toISOString() };
    mkdirSync(this.#lockFolder, { recursive: true });
    writeFileSync(join(this.#lockFolder, `${randomUUID()}.json`), JSON.stringify(lock));
    if (lease !== undefined) return;
    const path = `/apis/coordination.k8s.io/v1/namespaces/country-stack/leases/${this.#stack.name}`;
    const { body } = await this.api.request("GET", path);
    const holderIdentity = `tester@${hostname()}:${pid}+0123456789ab`;
    await this.api.request("PUT", path, { ...body, spec: { ...body.spec, holderIdentity } });
  }

  /** The locks on its state. */
  locks(): string[] {
    return existsSync(this.#lockFolder) ? readdirSync(this.#lockFolder) : [];
  }

  /** How many objects of it are there. */
  async countObjects(): Promise<number> {
    return Object.keys(await readUids(this.api, this.#stack.name)).length;
  }

  /** Starts `up` from nothing in a process of its own, and waits until its update has created something. */
  async startCreating(): Promise<{ readonly child: ChildProcess; readonly pid: number }> {
    await this.#removeAll();
    const { name } = this.#stack;
    const child = startChild({ folder: this.#folder, name, parts: PARTS, manifests: this.#choice });
    const pid = child.pid ?? 0;
    await untilThere("the first object", async () => {
      const { status } = await this.api.request("GET", `/api/v1/namespaces/${name}-mediator`);
      return status === 200 ? true : undefined;
    });
    return { child, pid };
  }

  /**
   * The same `up` in this process: nothing that was there is made anew, no secret changes, no data is lost, the same
   * objects are there as ever, and nothing is left to do.
   */
  async continueAndCheck(): Promise<void> {
    const { name } = this.#stack;
    const uids = await readUids(this.api, name);
    const valuables = await readValuables(this.api, name);
    await this.bringUp();
    expect(await readUids(this.api, name)).toMatchObject(uids);
    expect(listLost(valuables, await untilFiles(this.api, name, PARTS))).toEqual([]);
    expect(hashOf(await readFinalSet(this.api, name))).toBe(this.#expected);
    const changes = await countChanges(labEngine(this.#folder), this.#stack, this.#manifests);
    expect(changes).toEqual({ same: this.#manifests.length });
  }

  /** Where the engine keeps the state of a stack whose state is in the data folder. */
  get stateFile(): string {
    return join(this.#folder, "state/.pulumi/stacks/country-stack", `${this.#stack.name}.json`);
  }

  get #lockFolder(): string {
    return join(this.#folder, "state/.pulumi/locks/organization/country-stack", this.#stack.name);
  }

  #removeAll(): Promise<void> {
    return this.down({ deleteData: true });
  }
}
