import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { runBootstrap } from "../../../run-bootstrap.ts";
import type { EnvelopeApi } from "./envelope-api.ts";
import { planSteps } from "./steps.ts";

/** eSignet's own description of its API, and of a mock identity, where they are at hand. */
const FOLDER = join(import.meta.dirname, "../../../../../shared/products/esignet");
const read = (file: string) => readFileSync(join(FOLDER, file), "utf8");

interface Operation {
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: Schema } } };
}
interface Schema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}
interface Call {
  readonly method: string;
  readonly path: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** All that the bootstrap sends; the clients and the person are there already, so that each is changed too. */
async function callsOf(): Promise<Call[]> {
  const calls: Call[] = [];
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const refused = new Set<string>();
  const record: EnvelopeApi = {
    get: async () => ({ ok: false, codes: ["none"], text: "none" }),
    read: async () => ({ issuer: "https://id.gov.lk" }),
    send: async (method, path, request) => {
      calls.push({ method, path, request: request as Call["request"] });
      if (method !== "POST" || refused.has(path)) return { ok: true, response: {} };
      refused.add(path);
      const code = path.includes("mock") ? "duplicate_individual_id" : "duplicate_client_id";
      return { ok: false, codes: [code], text: code };
    },
  };
  const person = {
    individualId: "1234567890",
    dateOfBirth: "1990/01/31",
    postalCode: "0",
    email: "a@gov.lk",
    phone: "1",
    preferredLang: "eng",
    ...Object.fromEntries(
      ["fullName", "givenName", "familyName", "gender", "locality", "region", "country"].map((field) => [
        field,
        [{ language: "eng", value: "A" }],
      ]),
    ),
  };
  const steps = planSteps(
    {
      url: "https://esignet",
      issuer: "https://id.gov.lk",
      identitiesUrl: "https://identities",
      clients: [
        {
          id: "civil",
          title: "OpenCRVS",
          relyingParty: "civil",
          logoUri: "https://id.gov.lk/client.svg",
          redirectUris: ["https://civil.gov.lk"],
          claims: ["name"],
          contexts: ["idbb:acr:generated-code"],
          publicKeyFile: "civil",
        },
      ],
      retired: ["old"],
      people: [person],
    },
    { esignet: record, identities: record },
    () => publicKey.export({ type: "spki", format: "pem" }).toString(),
  );
  await runBootstrap(steps, { stop: new AbortController().signal, tell: () => {}, patience: 10, pause: 1 });
  return calls;
}

describe.skipIf(!existsSync(FOLDER))("the bootstrap's calls", () => {
  test("are in eSignet's description, with all the fields that it requires and none that it does not know", async () => {
    const { paths } = parse(read("esignet-openapi.yaml")) as {
      paths: Record<string, Record<string, Operation>>;
    };
    const calls = (await callsOf()).filter(({ path }) => path.startsWith("/v1/esignet"));
    expect(calls.map(({ method }) => method)).toEqual(["POST", "PUT", "PATCH"]);
    for (const { method, path, request } of calls) {
      const described = path.slice("/v1/esignet".length).replace(/\/(civil|old)$/, "/{client_id}");
      const body = paths[described]?.[method.toLowerCase()]?.requestBody?.content["application/json"].schema;
      expect(body?.required, `${method} ${described}`).toEqual(["requestTime", "request"]);
      const { required = [], properties = {} } = body?.properties?.["request"] ?? {};
      expect(Object.keys(request)).toEqual(expect.arrayContaining([...required]));
      expect(Object.keys(request).filter((field) => !(field in properties))).toEqual([]);
    }
  });

  test("make people as the mock identity system's schema has them", async () => {
    const schema = JSON.parse(read("mock-identity-schema.json")) as Schema;
    const [made, changed] = (await callsOf()).filter(({ path }) => path.includes("mock-identity"));
    expect(Object.keys(made?.request ?? {})).toEqual(expect.arrayContaining([...(schema.required ?? [])]));
    for (const call of [made, changed]) {
      expect(
        Object.keys(call?.request ?? {}).filter((field) => !(field in (schema.properties ?? {}))),
      ).toEqual([]);
    }
  });
});
