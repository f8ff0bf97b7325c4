import type { Construct } from "constructs";
import { addFiles } from "../../../constructs/files.ts";
import { addJob } from "../../../constructs/job.ts";
import type { PodOwner } from "../../../constructs/pod.ts";
import {
  createOwn,
  type DatabaseAccess,
  ESIGNET_DATABASE,
  type EsignetDatabase,
  MOCK_DATABASE,
  writeSchema,
} from "./databases.ts";
import { ESIGNET_SQL } from "./schema/esignet-sql.ts";
import { MOCK_IDENTITY_SQL } from "./schema/mock-identity-sql.ts";

const FOLDER = "/etc/country-stack/sql";
/** A user of no meaning to PostgreSQL's image: only its client runs. */
const USER = 10_001;

const TEXTS = new Map<EsignetDatabase, string>([
  [ESIGNET_DATABASE, ESIGNET_SQL],
  [MOCK_DATABASE, MOCK_IDENTITY_SQL],
]);

/** Adds the job that makes databases and writes their tables and first rows; where all is there, it changes nothing. */
export function addSchemaJob(
  scope: Construct,
  owner: PodOwner,
  access: DatabaseAccess,
  databases: readonly EsignetDatabase[],
): void {
  const files = addFiles(
    scope,
    `${owner.part.name}-schema`,
    Object.fromEntries(databases.map((each) => [`${each.schema}.sql`, TEXTS.get(each) ?? ""])),
  );
  addJob(scope, owner, {
    component: "schema",
    user: USER,
    volumes: [
      { name: "sql", files },
      { name: "tmp", emptyDir: { size: "16Mi" } },
    ],
    init: databases.map((each) => createOwn(access, each)),
    containers: databases.map((each) => writeSchema(access, each, FOLDER)),
  });
}
