import { keyManagerTables, keyPolicyRows } from "./key-manager-sql.ts";

/**
 * The tables and first rows of the mock identity system, all made where they are not there. Names, types and keys are
 * those of mosip/esignet-mock-services 0.13.0 (db_scripts/mosip_mockidentitysystem, MPL-2.0).
 */
export const MOCK_IDENTITY_SQL = `
CREATE SCHEMA IF NOT EXISTS mockidentitysystem;
CREATE TABLE IF NOT EXISTS mockidentitysystem.kyc_auth (
  kyc_token varchar(255),
  individual_id varchar(255),
  partner_specific_user_token varchar(255),
  response_time timestamp,
  transaction_id varchar(255),
  validity integer
);
CREATE TABLE IF NOT EXISTS mockidentitysystem.mock_identity (
  individual_id varchar(36) NOT NULL PRIMARY KEY,
  identity_json varchar NOT NULL
);
CREATE TABLE IF NOT EXISTS mockidentitysystem.verified_claim (
  id varchar(100) NOT NULL PRIMARY KEY,
  individual_id varchar(36) NOT NULL,
  claim varchar NOT NULL,
  trust_framework varchar NOT NULL,
  detail varchar,
  cr_by varchar(256) NOT NULL,
  cr_dtimes timestamp NOT NULL,
  upd_by varchar(256),
  upd_dtimes timestamp,
  is_active boolean DEFAULT true
);
CREATE TABLE IF NOT EXISTS mockidentitysystem.partner_data (
  partner_id varchar(100) NOT NULL,
  client_id varchar(100) NOT NULL,
  public_key text,
  status varchar(50),
  cr_dtimes timestamp NOT NULL,
  PRIMARY KEY (partner_id, client_id)
);
${keyManagerTables("mockidentitysystem", "varchar")}
${keyPolicyRows("mockidentitysystem", [
  { application: "ROOT", days: 2920, before: 1125 },
  { application: "MOCK_AUTHENTICATION_SERVICE", days: 1095, before: 60 },
])}
`.trimStart();
