import { expect, test } from "vitest";
import { retirementOf } from "./retired-images.ts";

test.each([
  ["docker.io/bitnami/postgresql:16.6.0", "2025-08-28"],
  ["bitnami/keycloak:22", "2025-08-28"],
  ["docker.io/bitnamilegacy/mongodb:8.0", "2025-08-28"],
  ["minio/minio:RELEASE.2025-06-13", "2026-09-12"],
  ["index.docker.io/minio/mc:1", "2026-09-12"],
  ["quay.io/minio/minio:RELEASE.2025-06-13", "2026-04"],
  ["registry.k8s.io/ingress-nginx/controller:v1.12.0", "2026-03"],
  ["ghcr.io/nordic-institute/xrddev-testca:1", undefined],
])("%s is retired since %s", (reference, since) => {
  const retired = retirementOf(reference);
  expect(retired?.since).toBe(since);
  expect(retired?.what).toMatch(/\.$/);
  expect(retired?.source).toMatch(/\S/);
});

test.each([
  "docker.io/library/busybox:1.37.0",
  "quay.io/bitnami/postgresql:16",
  "docker.io/minio/minio-console:1",
  "ghcr.io/nordic-institute/xroad:1",
  "registry.example/bitnami/postgresql:16",
])("%s is not", (reference) => {
  expect(retirementOf(reference)).toBeUndefined();
});
