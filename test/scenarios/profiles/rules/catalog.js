// A ministry's own products: one that says what it cannot keep, one that does not, and one that says too much.
import { ApiObject } from "cdk8s";
import { defineProduct } from "country-stack/spi";
import { z } from "zod";

const IMAGE = "docker.io/library/papers:2.0.0";
const footprint = { cpu: "10m", memory: "16Mi", storage: "1Gi" };
const ROOT = { rule: "run-as-non-root", workload: "main", reason: "its supervisor starts as root" };

const product = (id, needs, container) =>
  defineProduct({
    id,
    title: id,
    advice: "for tests",
    fills: ["cms"],
    licence: "MIT",
    homepage: "https://example.org",
    releases: [
      {
        version: "2.0.0",
        images: { server: IMAGE },
        govstack: {},
        upgradesFrom: [],
        load: () => Promise.resolve({ default: (scope, context) => build(scope, context, container) }),
      },
    ],
    ports: { api: 8080 },
    provides: () => [],
    requires: () => [],
    options: z.strictObject({}),
    footprint: { demo: footprint, district: footprint, national: footprint },
    needs,
    conformance: { basePath: "", headers: {}, port: "api" },
  });

function build(scope, { part }, changes) {
  const labels = { "country-stack/part": part.name };
  new ApiObject(scope, "account", {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: part.name },
    automountServiceAccountToken: false,
  });
  new ApiObject(scope, "server", {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: part.name },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: scope.labels },
        spec: {
          serviceAccountName: part.name,
          automountServiceAccountToken: false,
          securityContext: { runAsUser: 10001, runAsGroup: 10001, seccompProfile: { type: "RuntimeDefault" } },
          containers: [
            {
              name: "server",
              image: IMAGE,
              resources: {
                requests: { cpu: "10m", memory: "16Mi" },
                limits: { cpu: "100m", memory: "64Mi", "ephemeral-storage": "16Mi" },
              },
              livenessProbe: { httpGet: { path: "/alive", port: 8080 } },
              readinessProbe: { httpGet: { path: "/ready", port: 8080 } },
              ...changes,
              securityContext: {
                runAsNonRoot: true,
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
                ...changes.securityContext,
              },
            },
          ],
        },
      },
    },
  });
}

export const products = [
  product("honest", [ROOT], { securityContext: { runAsNonRoot: false } }),
  product("careless", [], {
    image: "docker.io/library/papers:latest",
    env: [{ name: "ADMIN_PASSWORD", value: "admin" }],
    securityContext: { runAsNonRoot: false },
  }),
  product("anxious", [ROOT], {}),
];
