import { describe, expect, test } from "vitest";
import { parseBytes, parseCpu } from "../../../constructs/quantity.ts";
import { checkRules } from "../../../constructs/rules/check-rules.ts";
import { synthStack } from "../../../constructs/synth.ts";
import {
  type Container,
  containerOf,
  fileOf,
  find,
  MOSIP,
  objectsOf,
  PUBLIC,
  setupOf,
  stackWith,
  variable,
  type Workload,
  workloadsOf,
} from "../../../test/example-esignet.ts";
import { type KubeObject, SIZES } from "../../spi/index.ts";
import product from "./product.ts";

describe("eSignet's manifests", () => {
  test.each(SIZES.flatMap((size) => [["mock", size] as const, ["mosip", size] as const]))(
    "ask with the identity system %s in size %s for what the catalog says",
    async (identitySystem, size) => {
      const options = identitySystem === "mock" ? {} : { identitySystem, mosip: MOSIP };
      const objects = await objectsOf(stackWith(options, { size }));
      const asked = (amount: (container: Container) => number) =>
        objects
          .filter(({ kind }) => ["StatefulSet", "Deployment", "Job"].includes(kind))
          .map(({ spec }) => spec as Workload)
          .flatMap(({ replicas = 1, template }) =>
            template.spec.containers.map((each) => amount(each) * replicas),
          )
          .reduce((sum, each) => sum + each, 0);
      const { cpu, memory, storage } = product.footprint[size];
      expect(asked(({ resources }) => parseCpu(resources.requests.cpu)) / parseCpu(cpu)).toBeCloseTo(1, 1);
      expect(
        asked(({ resources }) => parseBytes(resources.requests.memory)) / parseBytes(memory),
      ).toBeCloseTo(1, 1);
      const claims = objects.filter(({ kind }) => kind === "PersistentVolumeClaim");
      const claimed = claims.map(
        ({ spec }) => (spec as { resources: { requests: { storage: string } } }).resources.requests.storage,
      );
      expect(claimed.map(parseBytes).reduce((sum, each) => sum + each, 0)).toBe(parseBytes(storage));
    },
  );

  test.each(["mock", "mosip"])(
    "keep all rules with the identity system %s, without a need",
    async (identitySystem) => {
      const stack = stackWith({
        identitySystem,
        redirectUris: { civil: ["https://civil.gov.lk"] },
        ...(identitySystem === "mosip" ? { mosip: MOSIP } : {}),
      });
      const findings = checkRules(await synthStack(stack), { stack });
      const own = findings.filter(({ part, level }) => part === "identity" && level === "error");
      expect(own.map(({ rule, object, path }) => `${rule} ${object} ${path}`)).toEqual([]);
      expect(product.needs).toEqual([]);
    },
  );

  test("keep the keys on a volume of one server, or on one that all servers can mount", async () => {
    const modes = (objects: readonly KubeObject[]) =>
      (find(objects, "PersistentVolumeClaim", "identity-keys")["spec"] as { accessModes: string[] })
        .accessModes;
    expect(modes(await objectsOf(stackWith()))).toEqual(["ReadWriteOnce"]);
    const many = await objectsOf(stackWith({}, {}, 3));
    expect(modes(many)).toEqual(["ReadWriteMany"]);
    // The first server makes the keys; pods of a StatefulSet start one after the other.
    expect(find(many, "StatefulSet", "identity")["spec"]).toMatchObject({ replicas: 3 });
    expect(find(many, "StatefulSet", "identity")["spec"]).not.toHaveProperty("podManagementPolicy");
  });

  test("tell the address as the issuer to both services, and name it in the keys' certificates", async () => {
    const objects = await objectsOf(stackWith());
    const server = containerOf(find(objects, "StatefulSet", "identity"));
    expect(variable(server, "MOSIP_ESIGNET_DOMAIN_URL")?.value).toBe(PUBLIC);
    const subject = "MOSIP_KERNEL_KEYMANAGER_CERTIFICATE_DEFAULT_COMMON_NAME";
    expect(variable(server, subject)?.value).toBe("id.gov.lk");
    const mock = containerOf(find(objects, "StatefulSet", "identity-mock"));
    expect(variable(mock, "MOSIP_MOCKIDENTITYSYSTEM_ESIGNET_ISSUER_ID")?.value).toBe(PUBLIC);
    const unsaid = await objectsOf(stackWith({ publicUrl: undefined }));
    expect(setupOf(unsaid).issuer).toBe("https://identity.utopia.example");
  });

  test("read every password from a Secret, and nothing of management is on the public port", async () => {
    for (const spec of workloadsOf(await objectsOf(stackWith()))) {
      for (const container of spec.template.spec.containers) {
        const secret = container.env?.filter(({ name }) => /PASS/.test(name)) ?? [];
        expect(secret.every(({ value, valueFrom }) => value === undefined && valueFrom !== undefined)).toBe(
          true,
        );
        if (container.name === "nginx") continue;
        expect(secret.length).toBeGreaterThan(1);
        expect(variable(container, "MANAGEMENT_SERVER_PORT")?.value).toBe("9010");
      }
    }
  });

  test("ask the database to prove itself where the profile names its authority", async () => {
    const providers = stackWith().providers;
    const postgres = { host: "db.gov.lk", port: 5433, secretRef: "db-admin", ca: "CERTIFICATE" };
    const objects = await objectsOf(stackWith({}, { providers: { ...providers, postgres } }));
    const url = variable(containerOf(find(objects, "StatefulSet", "identity")), "MOSIP_ESIGNET_DATABASE_URL");
    expect(url?.value).toBe(
      "jdbc:postgresql://db.gov.lk:5433/mosip_esignet?currentSchema=esignet&sslmode=verify-full&sslrootcert=/etc/country-stack/database/ca.crt",
    );
    expect(fileOf(objects, "identity-database-ca", "ca.crt")).toBe("CERTIFICATE");
  });

  test("name authentication contexts as GovStack does, or as MOSIP does", async () => {
    const names = async (acrNames: string) => {
      const file = fileOf(await objectsOf(stackWith({ acrNames })), "identity-contexts", "contexts.json");
      return Object.keys((JSON.parse(file) as { acr_amr: object }).acr_amr);
    };
    expect(await names("govstack")).toContain("idbb:acr:generated-code");
    expect(await names("mosip")).toContain("mosip:idp:acr:generated-code");
  });
});
