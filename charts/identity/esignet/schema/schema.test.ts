import { describe, expect, test } from "vitest";
import { ESIGNET_SQL } from "./esignet-sql.ts";
import { MOCK_IDENTITY_SQL } from "./mock-identity-sql.ts";

const tablesOf = (sql: string) =>
  [...sql.matchAll(/CREATE TABLE IF NOT EXISTS (\S+) \(/g)].map(([, name]) => name).sort();
const policiesOf = (sql: string) =>
  [...sql.matchAll(/\('([A-Z_]+)', (\d+), (\d+), 'NA', true/g)].map((row) => row.slice(1).join(" "));

describe("the schema", () => {
  test("has the tables of eSignet 1.8 and the keys' rows without which it does not start", () => {
    expect(tablesOf(ESIGNET_SQL)).toEqual(
      [
        ...[
          "ca_cert_store",
          "client_detail",
          "consent_detail",
          "consent_history",
          "key_alias",
          "key_policy_def",
        ],
        ...["key_store", "public_key_registry", "server_profile"],
      ].map((table) => `esignet.${table}`),
    );
    expect(policiesOf(ESIGNET_SQL)).toEqual([
      "ROOT 2920 1125",
      "OIDC_SERVICE 1095 60",
      "OIDC_PARTNER 1095 60",
      "BINDING_SERVICE 1095 60",
      "MOCK_BINDING_SERVICE 1095 50",
    ]);
  });

  test("has those of the mock identity system", () => {
    expect(tablesOf(MOCK_IDENTITY_SQL)).toEqual(
      [
        ...["ca_cert_store", "key_alias", "key_policy_def", "key_store", "kyc_auth", "mock_identity"],
        ...["partner_data", "verified_claim"],
      ].map((table) => `mockidentitysystem.${table}`),
    );
    expect(policiesOf(MOCK_IDENTITY_SQL)).toEqual(["ROOT 2920 1125", "MOCK_AUTHENTICATION_SERVICE 1095 60"]);
  });

  test.each([ESIGNET_SQL, MOCK_IDENTITY_SQL])("can be written again, and takes nothing away", (sql) => {
    const statements = sql
      .split(/;\n/)
      .map((each) => each.trim())
      .filter((each) => each !== "");
    expect(
      statements.filter(
        (each) =>
          !/^CREATE (SCHEMA|TABLE|INDEX) IF NOT EXISTS |^INSERT INTO [^;]+ON CONFLICT DO NOTHING$/.test(each),
      ),
    ).toEqual([]);
    expect(sql).not.toMatch(/\b(DROP|DELETE|TRUNCATE|ALTER|UPDATE)\b/);
  });
});
