import type { Suite } from "../../check.ts";
import { createChecks } from "./create.ts";
import { deleteDatabaseChecks, getDatabaseChecks, listDatabasesChecks } from "./databases.ts";
import { deleteChecks } from "./delete.ts";
import { listChecks } from "./list.ts";
import { listPageChecks } from "./list-pages.ts";
import { modifyDatabaseChecks } from "./modify-database.ts";
import { existsChecks, readChecks } from "./read.ts";
import { readValueChecks } from "./read-value.ts";
import { updateChecks, updateEntriesChecks } from "./update.ts";
import { updateOrCreateChecks } from "./update-or-create.ts";
import { usageChecks } from "./usage.ts";

/**
 * The checks of a digital registry. Each one that needs records makes a registry of its own and deletes it, so that
 * the suite can be run against any implementation, whatever it holds.
 */
const suite: Suite = {
  block: "digital-registries",
  specification: "Data API 1.3.0, Database API 1.1.0",
  checks: [
    ...listDatabasesChecks,
    ...modifyDatabaseChecks,
    ...getDatabaseChecks,
    ...deleteDatabaseChecks,
    ...createChecks,
    ...readChecks,
    ...existsChecks,
    ...readValueChecks,
    ...listChecks,
    ...listPageChecks,
    ...updateChecks,
    ...updateEntriesChecks,
    ...updateOrCreateChecks,
    ...deleteChecks,
    ...usageChecks,
  ],
};

export default suite;
