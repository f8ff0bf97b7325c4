import { z } from "zod";

/** A registry's schema in an answer: the fields by name, and what else the schema object has. */
export const databaseSchema = z.looseObject({
  type: z.string(),
  properties: z.record(z.string(), z.looseObject({ type: z.string() })),
  incrementIndex: z.int(),
  required: z.array(z.string()),
});

const who = { byUserName: z.string().nullable(), byOnBehalfOfUserName: z.string().nullable() };

/** All that the specification documents of a database. */
export const databaseInfo = z.looseObject({
  ...who,
  id: z.int(),
  version: z.string().min(1),
  name: z.string().min(1),
  description: z.string(),
  institution: z.string(),
  numberFormat: z.string(),
  schema: databaseSchema,
  schemaTags: z.array(z.looseObject({ name: z.string(), path: z.string(), isFulltext: z.boolean() })),
  schemaFlags: z.array(z.looseObject({ name: z.string(), path: z.string() })),
  fieldsUniques: z.array(z.array(z.string())),
  isDraft: z.boolean(),
  isDisabled: z.boolean(),
  isArchived: z.boolean(),
  modifiedAt: z.iso.datetime({ offset: true }),
  byUserAuthId: z.int().nullable(),
  byOnBehalfOfUserAuthId: z.int().nullable(),
  genericServices: z.array(
    z.looseObject({ serviceId: z.int(), name: z.string(), isVisible: z.boolean(), usedCount: z.int() }),
  ),
  dataIndexIncrement: z.int(),
  hasLogo: z.boolean(),
});

/** All that the specification documents of a group of databases. */
export const databaseGroup = z.looseObject({
  id: z.int(),
  name: z.string(),
  code: z.string(),
  databases: z.array(databaseInfo),
  groupId: z.int(),
  order: z.int(),
  dataIndexIncrement: z.int(),
});
