import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stack } from "../../charts/spi/index.ts";
import { refusedLosses } from "../../cli/plan/cluster-plan.ts";
import { planStack } from "../../cli/plan/plan-stack.ts";
import { synthStack } from "../../constructs/synth.ts";
import type { Engine } from "../../deploy/engine.ts";
import { refreshReferenceImage } from "../../lab/images/reference-image.ts";
import type { KubeApi } from "../../lab/kube-api.ts";
import { kubeconfigPath } from "../../lab/places.ts";
import { type Random, seededRandom } from "../kills/random.ts";
import { runCli } from "../run-cli.ts";
import { observedChanges, predictedChanges, readStack, wrongFields } from "./observed-changes.ts";
import { listEverything } from "./pulumi-objects.ts";
import { bringUp, labEngine, newDataFolder, useLab } from "./pulumi-stack.ts";
import {
  changeWishes,
  FIRST_REGISTRY,
  FIRST_WISHES,
  profileText,
  stackOf,
  type Wishes,
} from "./random-profile.ts";
import { openLabApi, whyNoLab } from "./running-lab.ts";

const NAME = "plancheck";
const ROUNDS = Number(process.env["PLAN_ROUNDS"] ?? "3");
const SEED = Number(process.env["PLAN_SEED"] ?? "1");
const MINUTES_5 = 300_000;
const CLAIM = `/api/v1/namespaces/${NAME}-civil/persistentvolumeclaims/civil-data`;

describe.skipIf(whyNoLab !== undefined)(
  "a plan against a real cluster",
  { retry: 0, timeout: MINUTES_5 },
  () => {
    let api: KubeApi;
    let folder = "";
    let work = "";

    beforeAll(async () => {
      console.info(useLab(process.env));
      await refreshReferenceImage();
      api = openLabApi();
      folder = newDataFolder();
      work = mkdtempSync(join(tmpdir(), "country-stack-plan-"));
      await labEngine(folder).down(stackOf(NAME, FIRST_WISHES), { deleteData: true });
    }, MINUTES_5);

    afterAll(async () => {
      await labEngine(folder).down(stackOf(NAME, FIRST_WISHES), { deleteData: true });
      const left = (await listEverything(api)).filter((name) => name.includes(NAME));
      rmSync(folder, { recursive: true });
      rmSync(work, { recursive: true });
      api.close();
      expect(left).toEqual([]);
    }, MINUTES_5);

    test("of what is not there is all of it, with exit code 3, and changes nothing", async () => {
      const { stdout, stderr, code } = await plan(FIRST_WISHES);
      expect(code, stderr).toBe(3);
      expect(stdout).toMatch(/^ {2}- civil is new: reference /m);
      expect(stdout).toMatch(/^\d+ created, 0 updated, 0 made anew, 0 removed, 0 unchanged$/m);
      expect(stderr).toContain(`Next: country-stack up ${join(work, "profile.yaml")} --target cluster`);
      expect((await readStack(NAME)).size).toBe(0);
    });

    test(`says what up does, over ${ROUNDS} random changes of the profile and of the cluster`, {
      timeout: ROUNDS * MINUTES_5,
    }, async () => {
      const random = seededRandom(SEED);
      let wishes = FIRST_WISHES;
      const counts: Record<string, number> = {};
      for (let round = 0; round <= ROUNDS; round++) {
        const where = `seed ${SEED}, round ${round}: ${JSON.stringify(wishes)}`;
        const seen = await checkRound(labEngine(folder), stackOf(NAME, wishes), where);
        for (const change of seen) count(counts, change.split(" ")[0] ?? "");
        wishes = changeWishes(wishes, random);
        if (random.chance(0.5)) count(counts, await meddle(random));
      }
      console.info(`${ROUNDS} rounds, seed ${SEED}: ${JSON.stringify(counts)}`);
      await bringUp(
        labEngine(folder),
        stackOf(NAME, FIRST_WISHES),
        await synthStack(stackOf(NAME, FIRST_WISHES)),
        {
          losing: await losable(FIRST_WISHES),
        },
      );
    });

    test("of what is there already says so, with exit code 0", async () => {
      const { stdout, code } = await plan(FIRST_WISHES);
      expect([code, stdout]).toEqual([0, expect.stringContaining("Nothing to change.")]);
    });

    test("names old and new of a field, as text, as JSON and as Markdown, and no secret", async () => {
      const wishes = { ...FIRST_WISHES, retryBaseMs: 750 };
      const secret = await readValue(`${NAME}-mediator`, "mediator-management");
      const text = await plan(wishes);
      expect(text.stdout).toMatch(/^ {2}- mediator gets new pods; it does not answer meanwhile$/m);
      expect(text.stdout).toMatch(/^ {8}- .*"retryBaseMs": 250/m);
      expect(text.stdout).toMatch(/^ {8}\+ .*"retryBaseMs": 750/m);
      const json = await plan(wishes, "--json");
      expect(json.code).toBe(3);
      expect(JSON.parse(json.stdout)).toMatchObject({
        stack: NAME,
        parts: [{ part: "mediator", how: "restarted" }],
      });
      const markdown = await plan(wishes, "--markdown");
      expect(markdown.stdout).toMatch(/^## Plan for stack plancheck /);
      for (const { stdout, stderr } of [text, json, markdown]) {
        for (const form of secret) expect(`${stdout}${stderr}`).not.toContain(form);
      }
    });

    test("that loses data is refused, and nothing is changed", async () => {
      const before = await readStack(NAME);
      const wishes = {
        ...FIRST_WISHES,
        parts: { ...FIRST_WISHES.parts, civil: { ...FIRST_REGISTRY, storage: "32Mi" } },
      };
      const shown = await plan(wishes);
      expect(shown.stdout).toMatch(
        /civil-data \(64Mi → 32Mi\) is made anew and empty; up refuses this: --allow-data-loss civil/,
      );
      for (const flags of [[], ["--allow-data-loss", "social"]]) {
        const { stderr, code } = await up(wishes, ...flags);
        expect(code).toBe(2);
        expect(stderr).toContain("this plan loses data of civil, and nobody allowed that");
        expect(stderr).toContain("--allow-data-loss civil");
      }
      expect(observedChanges(before, await readStack(NAME))).toEqual([]);
    });

    test("that loses data is done where it is allowed by name, and touches no other claim", async () => {
      const before = await readStack(NAME);
      const wishes = {
        ...FIRST_WISHES,
        parts: { ...FIRST_WISHES.parts, civil: { ...FIRST_REGISTRY, storage: "32Mi" } },
      };
      const { stderr, code } = await up(wishes, "--allow-data-loss", "civil");
      expect(code, stderr).toBe(0);
      expect(observedChanges(before, await readStack(NAME))).toEqual([
        `replace apps/${NAME}-civil/StatefulSet/civil`,
        `replace core/${NAME}-civil/PersistentVolumeClaim/civil-data`,
      ]);
      expect((await api.request("GET", CLAIM)).body.spec.resources.requests.storage).toBe("32Mi");
      expect((await plan(wishes)).code).toBe(0);
    });

    test("names the pod that no node holds", async () => {
      const parts = {
        ...FIRST_WISHES.parts,
        social: { ...FIRST_REGISTRY, registries: ["programmes"], memory: "900Gi" },
      };
      const { stdout, stderr, code } = await plan({ ...FIRST_WISHES, parts });
      expect(code, stderr).toBe(3);
      expect(stdout).toContain("THE NODES DO NOT HOLD THIS: 1 of 3 pods");
      expect(stdout).toMatch(
        new RegExp(
          `^ {2}- ${NAME}-social/social \\(50m CPU, 900Gi\\): \\d+ nodes? with too little memory`,
          "m",
        ),
      );
    });

    function plan(wishes: Wishes, ...flags: string[]) {
      return run("plan", wishes, flags);
    }

    function up(wishes: Wishes, ...flags: string[]) {
      return run("up", wishes, ["--yes", "--skip-checks", ...flags]);
    }

    function run(command: string, wishes: Wishes, flags: readonly string[]) {
      const profile = join(work, "profile.yaml");
      writeFileSync(profile, profileText(NAME, wishes));
      return runCli([command, profile, "--target", "cluster", "--data", folder, ...flags]);
    }

    /** One plan and one up; what happened must be what the plan said, and another plan has to be empty. */
    async function checkRound(engine: Engine, stack: Stack, where: string): Promise<string[]> {
      const manifests = await synthStack(stack);
      const changes = await engine.preview(stack, manifests);
      const allowed = await losableParts(engine, stack);
      const { losing } = await planned(engine, stack, allowed);
      const before = await readStack(stack.name);
      await bringUp(engine, stack, manifests, { losing });
      const after = await readStack(stack.name);
      const observed = observedChanges(before, after);
      expect(observed, where).toEqual(predictedChanges(changes));
      expect(wrongFields(changes, after), where).toEqual([]);
      expect(predictedChanges(await engine.preview(stack, manifests)), where).toEqual([]);
      return observed;
    }

    async function planned(engine: Engine, stack: Stack, allowDataLoss: readonly string[]) {
      const flags = { target: "cluster", data: folder, kubeconfig: kubeconfigPath(), allowDataLoss };
      return planStack(engine, { stack }, await synthStack(stack), flags);
    }

    /** The parts of which a plan would lose data. */
    async function losableParts(engine: Engine, stack: Stack): Promise<string[]> {
      const { plan: judged } = await planned(engine, stack, []);
      return [...new Set(refusedLosses(judged).map(({ part }) => part))];
    }

    async function losable(wishes: Wishes): Promise<readonly string[]> {
      const stack = stackOf(NAME, wishes);
      return (await planned(labEngine(folder), stack, await losableParts(labEngine(folder), stack))).losing;
    }

    /** Somebody removes or changes an object by hand; says what was done. */
    async function meddle(random: Random): Promise<string> {
      const seen = [...(await readStack(NAME)).values()];
      const { kind, metadata } = random.pick(
        seen.filter((object) => ["Service", "ConfigMap"].includes(object.kind)),
      );
      const plural = `${kind.toLowerCase()}s`;
      const path = `/api/v1/namespaces/${metadata.namespace}/${plural}/${metadata.name}`;
      if (random.chance(0.5)) {
        await api.request("DELETE", path);
        return `hand: delete ${kind}`;
      }
      const patch = { metadata: { labels: { "country-stack/product": "meddled" } } };
      await api.request("PATCH", path, patch, "application/merge-patch+json");
      return `hand: change ${kind}`;
    }

    /** The value of a Secret, as it is and in Base64. */
    async function readValue(namespace: string, name: string): Promise<string[]> {
      const { body } = await api.request("GET", `/api/v1/namespaces/${namespace}/secrets/${name}`);
      const values = Object.values(body.data as Record<string, string>);
      return values.flatMap((value) => [value, Buffer.from(value, "base64").toString("utf8")]);
    }
  },
);

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
