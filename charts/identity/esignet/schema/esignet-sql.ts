import { keyManagerTables, keyPolicyRows } from "./key-manager-sql.ts";

const CONSENT = `id varchar(36) NOT NULL PRIMARY KEY,
  client_id varchar(256) NOT NULL,
  psu_token varchar(256) NOT NULL,
  claims varchar(2048) NOT NULL,
  authorization_scopes varchar(1024) NOT NULL,
  cr_dtimes timestamp NOT NULL DEFAULT now(),
  expire_dtimes timestamp,
  signature varchar(1024),
  accepted_claims varchar(1024),
  permitted_scopes varchar(1024)`;

/**
 * eSignet's tables and the rows that it needs before its first start, all made where they are not there. Names, types
 * and keys are those of mosip/esignet 1.8.0 (db_scripts/mosip_esignet, MPL-2.0).
 */
export const ESIGNET_SQL = `
CREATE SCHEMA IF NOT EXISTS esignet;
CREATE TABLE IF NOT EXISTS esignet.client_detail (
  id varchar(100) NOT NULL PRIMARY KEY,
  name varchar(600) NOT NULL,
  rp_id varchar(100) NOT NULL,
  logo_uri varchar(2048) NOT NULL,
  redirect_uris varchar(2048) NOT NULL,
  claims varchar(2048) NOT NULL,
  acr_values varchar(1024) NOT NULL,
  public_key varchar(1024) NOT NULL,
  public_key_hash varchar(128) NOT NULL UNIQUE,
  enc_public_key varchar(1024),
  enc_public_key_hash varchar(128),
  enc_public_key_cert varchar(4000),
  grant_types varchar(512) NOT NULL,
  auth_methods varchar(512) NOT NULL,
  status varchar(20) NOT NULL,
  additional_config varchar(2048),
  cr_dtimes timestamp NOT NULL,
  upd_dtimes timestamp
);
CREATE TABLE IF NOT EXISTS esignet.consent_detail (
  ${CONSENT},
  hash varchar(100),
  UNIQUE (client_id, psu_token)
);
CREATE INDEX IF NOT EXISTS consent_detail_person ON esignet.consent_detail (psu_token, client_id);
CREATE TABLE IF NOT EXISTS esignet.consent_history (
  ${CONSENT},
  hash varchar(1024)
);
CREATE INDEX IF NOT EXISTS consent_history_person ON esignet.consent_history (psu_token, client_id);
CREATE TABLE IF NOT EXISTS esignet.public_key_registry (
  id_hash varchar(100) NOT NULL,
  auth_factor varchar(25) NOT NULL,
  psu_token varchar(256) NOT NULL,
  public_key varchar(2500) NOT NULL,
  expire_dtimes timestamp NOT NULL,
  wallet_binding_id varchar(256) NOT NULL,
  public_key_hash varchar(100) NOT NULL,
  certificate varchar(4000) NOT NULL,
  cr_dtimes timestamp NOT NULL,
  thumbprint varchar(128) NOT NULL,
  PRIMARY KEY (id_hash, auth_factor)
);
CREATE TABLE IF NOT EXISTS esignet.server_profile (
  profile_name varchar(100) NOT NULL,
  feature varchar(100) NOT NULL,
  additional_config_key varchar(200) NOT NULL,
  PRIMARY KEY (profile_name, feature)
);
${keyManagerTables("esignet", "varchar(4000)")}
${keyPolicyRows("esignet", [
  { application: "ROOT", days: 2920, before: 1125 },
  { application: "OIDC_SERVICE", days: 1095, before: 60 },
  { application: "OIDC_PARTNER", days: 1095, before: 60 },
  { application: "BINDING_SERVICE", days: 1095, before: 60 },
  { application: "MOCK_BINDING_SERVICE", days: 1095, before: 50 },
])}
INSERT INTO esignet.server_profile (profile_name, feature, additional_config_key) VALUES
  ('fapi2.0', 'PAR', 'require_pushed_authorization_requests'),
  ('fapi2.0', 'DPOP', 'dpop_bound_access_tokens'),
  ('fapi2.0', 'PKCE', 'require_pkce')
ON CONFLICT DO NOTHING;
`.trimStart();
