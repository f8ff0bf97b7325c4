import { createHash } from "node:crypto";
import { ApiObject } from "cdk8s";
import { describe, expect, test } from "vitest";
import type { BuildChart, Part, StackImages } from "../charts/spi/index.ts";
import { examplePart, exampleStack } from "../test/example-stack.ts";
import { addHelmRelease } from "./helm-release.ts";
import { listImages } from "./images.ts";

const DIGEST = `sha256:${createHash("sha256").update("one").digest("hex")}`;
const IMAGES = {
  server: "docker.io/acme/server:1.0",
  migrate: "quay.io/acme/migrate:1.0",
  database: "ghcr.io/acme/postgres:17.2",
  unused: "docker.io/acme/unused:1.0",
};

/** A part whose chart is this one. */
function partOf(build: BuildChart): Part {
  const part = examplePart("civil", "digital-registries", { registries: [] });
  return {
    ...part,
    release: { ...part.release, images: IMAGES, load: async () => ({ default: build }) },
  };
}

const listed = (build: BuildChart, images: StackImages = {}) =>
  listImages(exampleStack(2, { parts: [partOf(build)], links: [], images }));

const pod = (image: string) => ({
  initContainers: [{ name: "first", image: "quay.io/acme/migrate:1.0" }],
  containers: [{ name: "one", image }],
});

/** Objects in which an image stands at many places. */
const build: BuildChart = (scope, { image }) => {
  const add = (kind: string, apiVersion: string, spec: unknown) =>
    new ApiObject(scope, kind, { apiVersion, kind, metadata: { name: kind.toLowerCase() }, spec });
  const template = {
    spec: { ...pod(image("server")), initContainers: [{ name: "a", image: image("migrate") }] },
  };
  add("Deployment", "apps/v1", { template });
  add("CronJob", "batch/v1", { jobTemplate: { spec: { template } } });
  add("Cluster", "postgresql.cnpg.io/v1", { imageName: image("database") });
};

describe("the images of a part", () => {
  test("are those of its pods, jobs and custom resources, each once, with their names in the release", async () => {
    expect(await listed(build)).toEqual([
      { part: "civil", key: "server", reference: IMAGES.server, installed: IMAGES.server, opaque: false },
      { part: "civil", key: "migrate", reference: IMAGES.migrate, installed: IMAGES.migrate, opaque: false },
      {
        part: "civil",
        key: "database",
        reference: IMAGES.database,
        installed: IMAGES.database,
        opaque: false,
      },
    ]);
  });

  test("are told with mirror and digest as they are installed", async () => {
    const images = { registry: "here:5000/dpi", digests: { [IMAGES.server]: DIGEST } };
    const installed = (await listed(build, images)).map((image) => image.installed);
    expect(installed).toEqual([
      `here:5000/dpi/acme/server:1.0@${DIGEST}`,
      "here:5000/dpi/acme/migrate:1.0",
      "here:5000/dpi/acme/postgres:17.2",
    ]);
  });

  test("are found where an operator is told them among other words", async () => {
    const images = await listed(
      (scope, { image }) => {
        const env = [
          { name: "VERSIONS", value: `17=${image("database")}\n16=other` },
          { name: "HELP", value: `see x${image("server")}, and ${image("server")}2` },
        ];
        const containers = [{ name: "operator", image: image("migrate"), env }];
        new ApiObject(scope, "job", {
          apiVersion: "batch/v1",
          kind: "Job",
          metadata: { name: "job" },
          spec: { template: { spec: { containers } } },
        });
      },
      { digests: { [IMAGES.database]: DIGEST } },
    );
    expect(images.map(({ key, installed }) => [key, installed])).toEqual([
      ["migrate", IMAGES.migrate],
      ["database", `${IMAGES.database}@${DIGEST}`],
    ]);
  });

  test("that a chart writes by itself are installed past mirror and lock, and told so", async () => {
    const images = { registry: "here:5000", digests: { "docker.io/acme/other:1": DIGEST } };
    const literal = await listed((scope) => {
      const spec = pod("docker.io/acme/other:1");
      new ApiObject(scope, "pod", { apiVersion: "v1", kind: "Pod", metadata: { name: "pod" }, spec });
    }, images);
    expect(literal).toEqual([
      { part: "civil", key: "migrate", reference: IMAGES.migrate, installed: IMAGES.migrate, opaque: false },
      {
        part: "civil",
        reference: "docker.io/acme/other:1",
        installed: "docker.io/acme/other:1",
        opaque: false,
      },
    ]);
  });

  test("of an upstream chart are all that the release has, not examined, beside those of its own objects", async () => {
    const images = await listed((scope, { image }) => {
      addHelmRelease(scope, {
        name: "civil",
        chart: "civil",
        version: "1.0.0",
        repository: "https://charts.example",
        values: { image: { repository: "docker.io/acme/server", tag: "1.0" } },
        timeout: "5m",
      });
      const spec = { ...pod(image("migrate")), initContainers: [] };
      new ApiObject(scope, "pod", { apiVersion: "v1", kind: "Pod", metadata: { name: "pod" }, spec });
    });
    expect(images.map(({ key, opaque }) => [key, opaque])).toEqual([
      ["server", true],
      ["migrate", false],
      ["database", true],
      ["unused", true],
    ]);
  });

  test("are not what only looks like one: a field of a definition, a setting, a part that runs elsewhere", async () => {
    const images = await listed((scope) => {
      new ApiObject(scope, "map", {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "map" },
        data: { image: "logo.png" },
      });
    });
    expect(images).toEqual([]);
    const part = { ...partOf(build), external: { url: "https://civil.example" } };
    expect(await listImages(exampleStack(2, { parts: [part], links: [] }))).toEqual([]);
  });
});
