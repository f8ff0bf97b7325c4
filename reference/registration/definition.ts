import { z } from "zod";
import { DECISIONS } from "./status.ts";

const name = z.string().min(1).max(255);
const id = z.string().regex(/^[\w.:-]{1,100}$/, "letters, digits and . _ : -, 100 at most");

const eForm = z.strictObject({
  eFormId: id,
  name,
  description: z.string().default(""),
  version: z.string().min(1).default("1"),
  latest: z.boolean().default(true),
  schema: z.record(z.string(), z.unknown()),
});

const screen = z.strictObject({
  name,
  description: z.string().default(""),
  roleId: id,
  roleName: name,
  eFormId: id.optional(),
  whenDone: z.enum(DECISIONS).optional(),
});

const service = z.strictObject({
  id: z.guid(),
  name,
  version: z.string().min(1).default("1"),
  type: z.enum(["None", "Private", "Public"]).default("Public"),
  isExecutable: z.boolean().default(true),
  isClosed: z.boolean().default(false),
  description: z.string().default(""),
  serviceBody: z.array(z.strictObject({ code: z.string(), value: z.string() })).default([]),
  eForms: z.array(eForm).default([]),
  screens: z.array(screen).min(1),
});

const operator = z.strictObject({ id, name, roles: z.array(id).default([]) });

/** What a country defines: its services with their forms and screens, and its operators. */
export const DEFINITION = z.strictObject({
  services: z.array(service).default([]),
  operators: z.array(operator).default([]),
});

/** A definition, read. */
export type Definition = z.output<typeof DEFINITION>;
/** A service as it is defined. */
export type ServiceDefinition = z.output<typeof service>;
/** A form as it is defined. */
export type FormDefinition = z.output<typeof eForm>;
/** A step of the way of a file: what one role does with it. */
export type Screen = z.output<typeof screen>;
/** Somebody who works on files. */
export type Operator = z.output<typeof operator>;
