/**
 * The tables of MOSIP's key manager, which both services have in a schema of their own. Names, types and keys are
 * those of mosip/esignet 1.8.0 and mosip/esignet-mock-services 0.13.0 (db_scripts, MPL-2.0). The mock identity system
 * keeps certificates without a limit to their length.
 */
export function keyManagerTables(schema: string, certificate: "varchar(4000)" | "varchar"): string {
  return `
CREATE TABLE IF NOT EXISTS ${schema}.key_alias (
  id varchar(36) NOT NULL PRIMARY KEY,
  app_id varchar(36) NOT NULL,
  ref_id varchar(128),
  key_gen_dtimes timestamp,
  key_expire_dtimes timestamp,
  status_code varchar(36),
  lang_code varchar(3),
  ${AUDIT},
  cert_thumbprint varchar(100),
  uni_ident varchar(50) UNIQUE
);
CREATE TABLE IF NOT EXISTS ${schema}.key_policy_def (
  app_id varchar(36) NOT NULL PRIMARY KEY,
  key_validity_duration smallint,
  is_active boolean NOT NULL,
  pre_expire_days smallint,
  access_allowed varchar(1024),
  ${AUDIT}
);
CREATE TABLE IF NOT EXISTS ${schema}.key_store (
  id varchar(36) NOT NULL PRIMARY KEY,
  master_key varchar(36) NOT NULL,
  private_key varchar(2500) NOT NULL,
  certificate_data ${certificate} NOT NULL,
  ${AUDIT}
);
CREATE TABLE IF NOT EXISTS ${schema}.ca_cert_store (
  cert_id varchar(36) NOT NULL PRIMARY KEY,
  cert_subject varchar(500) NOT NULL,
  cert_issuer varchar(500) NOT NULL,
  issuer_id varchar(36) NOT NULL,
  cert_not_before timestamp,
  cert_not_after timestamp,
  crl_uri varchar(120),
  cert_data ${certificate},
  cert_thumbprint varchar(100),
  cert_serial_no varchar(50),
  partner_domain varchar(36),
  cr_by varchar(256),
  cr_dtimes timestamp,
  upd_by varchar(256),
  upd_dtimes timestamp,
  is_deleted boolean DEFAULT false,
  del_dtimes timestamp,
  ca_cert_type varchar(25),
  UNIQUE (cert_thumbprint, partner_domain)
);
`.trim();
}

const AUDIT = `cr_by varchar(256) NOT NULL,
  cr_dtimes timestamp NOT NULL,
  upd_by varchar(256),
  upd_dtimes timestamp,
  is_deleted boolean DEFAULT false,
  del_dtimes timestamp`;

/** How long the keys of an application are good, and how long before their end they are replaced; in days. */
export interface KeyPolicy {
  readonly application: string;
  readonly days: number;
  readonly before: number;
}

/** The rows without which no key is made. What an operator changed stays. */
export function keyPolicyRows(schema: string, policies: readonly KeyPolicy[]): string {
  const rows = policies.map(
    ({ application, days, before }) =>
      `('${application}', ${days}, ${before}, 'NA', true, 'country-stack', now())`,
  );
  return `INSERT INTO ${schema}.key_policy_def
  (app_id, key_validity_duration, pre_expire_days, access_allowed, is_active, cr_by, cr_dtimes) VALUES
  ${rows.join(",\n  ")}
ON CONFLICT DO NOTHING;`;
}
