import { describe, expect, test } from "vitest";
import {
  containerOf,
  find,
  MOSIP,
  objectsOf,
  setupOf,
  stackWith,
  variable,
  type Workload,
} from "../../../test/example-esignet.ts";
import program from "./bootstrap/program.ts";

describe("eSignet's clients", () => {
  const redirectUris = { civil: ["https://civil.gov.lk/back"], social: ["https://social.gov.lk"] };

  test("are the linked parts with an address to return to, each with a key of its own", async () => {
    const objects = await objectsOf(
      stackWith({
        redirectUris,
        claims: { civil: ["name", "birthdate"] },
        clientIds: { social: "social-2" },
      }),
    );
    expect(setupOf(objects).clients).toMatchObject([
      { id: "civil", redirectUris: redirectUris.civil, claims: ["name", "birthdate"], relyingParty: "civil" },
      { id: "social-2", claims: ["name"], relyingParty: "social", contexts: ["idbb:acr:generated-code"] },
    ]);
    const annotations = find(objects, "Secret", "identity-clients").metadata.annotations ?? {};
    expect(JSON.parse(annotations["country-stack/generate"] ?? "")).toEqual({
      civil: { generate: "rsa-keypair", publicKey: "civil.pub" },
      "social-2": { generate: "rsa-keypair", publicKey: "social-2.pub" },
    });
    expect(annotations["country-stack/rotatable"]).toMatch(/^false: /);
  });

  test("show the setup job their public keys only", async () => {
    const objects = await objectsOf(stackWith({ redirectUris }));
    const job = find(objects, "Job", /^identity-setup-/)["spec"] as Workload;
    const mounted = job.template.spec.volumes?.flatMap(({ secret }) => secret?.secretName ?? []);
    expect(mounted).toEqual(["identity-client-keys"]);
    const annotations = find(objects, "Secret", "identity-client-keys").metadata.annotations ?? {};
    expect(JSON.parse(annotations["country-stack/generate"] ?? "").civil).toEqual({
      generate: "copy",
      secret: "identity-clients",
      key: "civil.pub",
    });
  });

  test("are told to the job in a form that it takes", async () => {
    const people = [{ id: "1234567890", givenName: "Ana", familyName: "Silva" }];
    const told = setupOf(await objectsOf(stackWith({ redirectUris, people, retiredClients: ["old"] })));
    // It is stopped before its first request; a wrong form would throw.
    expect(await program(told, () => {}, AbortSignal.abort())).toBe(130);
    expect(told.people).toMatchObject([{ individualId: "1234567890", dateOfBirth: "1990/01/01" }]);
  });

  test("are none where nobody has an address to return to", async () => {
    const objects = await objectsOf(stackWith());
    expect(setupOf(objects).clients).toEqual([]);
    expect(() => find(objects, "Secret", "identity-clients")).toThrow("no Secret");
  });
});

describe("eSignet with MOSIP", () => {
  test("has no mock, no job for clients, and asks for MOSIP's tokens", async () => {
    const objects = await objectsOf(stackWith({ identitySystem: "mosip", mosip: MOSIP }));
    expect(objects.map(({ metadata }) => metadata.name).filter((name) => /mock|setup/.test(name))).toEqual(
      [],
    );
    const server = containerOf(find(objects, "StatefulSet", "identity"));
    expect(server.command).toContain("-Dspring.profiles.active=default");
    expect(server.command).toContain("-Dloader.path=/home/mosip/plugins/mosip-identity-plugin.jar");
    expect(variable(server, "KEYCLOAK_EXTERNAL_URL")?.value).toBe(MOSIP.keycloak);
    expect(variable(server, "MOSIP_ESIGNET_MOCK_DOMAIN_URL")).toBeUndefined();
    expect(variable(server, "MOSIP_ESIGNET_MISP_KEY")?.valueFrom?.secretKeyRef).toEqual({
      name: "mosip-access",
      key: "misp-key",
    });
    const licensed = variable(server, "MOSIP_ESIGNET_AUTHENTICATOR_IDA_KYC_EXCHANGE_URL")?.value;
    expect(licensed).toBe(
      "https://api-internal.mosip.lk/idauthentication/v1/kyc-exchange/delegated/${mosip.esignet.authenticator.ida.misp-license-key}/",
    );
  });

  test("may reach each of MOSIP's hosts, and only from eSignet itself", async () => {
    const objects = await objectsOf(stackWith({ identitySystem: "mosip", mosip: MOSIP }));
    const outside = objects.filter(
      ({ kind, metadata }) => kind === "NetworkPolicy" && /-to-.*mosip\.lk/.test(metadata.name),
    );
    expect(outside.map(({ metadata }) => metadata.name).sort()).toEqual([
      "main-to-api-internal.mosip.lk-443",
      "main-to-api-internal.mosip.lk-8443",
      "main-to-api.mosip.lk-443",
      "main-to-iam.mosip.lk-443",
    ]);
  });
});
