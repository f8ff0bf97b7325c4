import { join } from "node:path";
import { z } from "zod";
import { products } from "../charts/catalog.ts";
import {
  type Capability,
  type Catalog,
  certificateAuthority,
  defineProduct,
  kafka,
  type Manifest,
  mysql,
  objectStorage,
  postgres,
  type Stack,
  valkey,
} from "../charts/spi/index.ts";
import { readProfileFile } from "../cli/read-file.ts";
import type { Issue } from "../profiles/issue.ts";
import { loadProfile } from "../profiles/load.ts";
import { resolveStack } from "../profiles/resolve.ts";
import { ROOT } from "./run-cli.ts";

const NEEDS: Readonly<Record<string, Capability>> = {
  postgres: postgres({ major: 16, superuser: true }),
  mysql: mysql({ major: 8 }),
  kafka: kafka(),
  valkey: valkey(),
  "object-storage": objectStorage(),
  "certificate-authority": certificateAuthority(),
};

/** The platform services that there are, as a consumer names them. */
export const PLATFORM_KINDS: readonly string[] = Object.keys(NEEDS);

const footprint = { cpu: "10m", memory: "16Mi", storage: "0" };

/** A product that does nothing but use platform services, each with its address and password in its environment. */
export const consumer = defineProduct({
  id: "consumer",
  title: "Consumer",
  advice: "for tests",
  fills: ["cms"],
  licence: "MIT",
  homepage: "https://example.org",
  releases: [
    {
      version: "1",
      images: { server: "docker.io/library/busybox:1.37.0" },
      govstack: {},
      upgradesFrom: [],
      load: () => import("./platform-consumer-chart.ts"),
    },
  ],
  ports: { api: 8080 },
  provides: () => [],
  requires: ({ needs }: { needs: string[] }) => needs.flatMap((need) => NEEDS[need] ?? []),
  options: z.strictObject({ needs: z.array(z.string()).default([]) }),
  footprint: { demo: footprint, district: footprint, national: footprint },
  needs: [],
  conformance: { basePath: "", headers: {}, port: "api" },
});

const catalog: Catalog = { products: [...products, consumer], useCases: [] };

const HEAD = `apiVersion: country-stack/v1alpha1
name: utopia
country: { name: Utopia, code: XU, currency: XTS }
domain: utopia.example
organizations: { interior: { name: Ministry of the Interior, class: GOV, code: "70001" } }
`;

/** What comes of a profile with these lines, in a catalog that has the {@link consumer} too. */
export function resolveLines(lines: string): { readonly stack?: Stack; readonly issues: readonly Issue[] } {
  const file = join(ROOT, "example.yaml");
  const bytes = Buffer.from(HEAD + lines);
  const loaded = loadProfile(file, (path) => (path === file ? { bytes } : readProfileFile(path)));
  if (!loaded.ok) return { issues: loaded.issues };
  const resolved = resolveStack(loaded.value, catalog, "2026-11-21");
  return resolved.ok ? { stack: resolved.value, issues: resolved.warnings } : { issues: resolved.issues };
}

/** The stack of such a profile; its issues are thrown. */
export function stackOfLines(lines: string): Stack {
  const { stack, issues } = resolveLines(lines);
  if (stack === undefined) throw new Error(JSON.stringify(issues, null, 2));
  return stack;
}

/** The line of a part in a profile: a consumer with these needs. */
export function consumerLine(name: string, ...needs: string[]): string {
  return `      ${name}: { product: consumer, options: { needs: [${needs.join(", ")}] } }\n`;
}

/** A pod of which a stack's manifests say nothing, in a namespace of which they say nothing; a part of that name. */
export function strangerIn(namespace: string): Manifest[] {
  const named = (kind: string, metadata: Manifest["object"]["metadata"]): Manifest => ({
    part: namespace,
    id: `${namespace} ${kind}`,
    object: { apiVersion: "v1", kind, metadata },
  });
  return [named("Namespace", { name: namespace }), named("Pod", { name: namespace, namespace })];
}
