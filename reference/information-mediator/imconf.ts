import { z } from "zod";
import { RESERVED_SERVICES } from "./routes.ts";

/** Who may call a service, as a configuration names it: by the member's name, code or `CLASS/CODE`. */
export interface NamedRight {
  readonly member: string;
  readonly application: string;
}

/** A service in a configuration document, in the schema's own spelling. */
export interface ServiceDocument {
  readonly id: string;
  readonly specUrl: string;
  readonly serviceUrl: string;
  readonly openapi: Readonly<Record<string, unknown>> | undefined;
  readonly rights: readonly NamedRight[];
}

/** A member in a configuration document. */
export interface MemberDocument {
  readonly name: string;
  readonly class: string;
  readonly code: string;
  readonly applications: readonly {
    readonly id: string;
    /** Absent where the document does not say: then it stays, or is `https` at first. */
    readonly connection: string | undefined;
    readonly services: readonly ServiceDocument[];
  }[];
}

/** A configuration document of the Configuration Management API (IMconf), read. */
export interface ConfigurationDocument {
  readonly domain: string;
  readonly instance: string;
  readonly members: readonly MemberDocument[];
}

const CODE = /^[\p{L}\p{N}_.~ -]{1,255}$/u;

/** Tells whether a text can be one part of an identifier `INSTANCE/CLASS/MEMBER/APPLICATION`, or a service's id. */
export function isCode(text: string): boolean {
  return CODE.test(text) && text === text.trim() && text !== "." && text !== "..";
}

/** YAML reads `code: 7001` as a number, and so does the specification's example: a text is emitted always. */
export const code = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine(isCode, { error: "must be 1 to 255 letters, digits, spaces or _ . ~ -" });

const url = z.string().refine(isWebUrl, { error: "must be an http or https URL without a user in it" });

function isWebUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && username === "" && password === "";
}

const label = z.union([z.string().min(1).max(255), z.number().transform(String)]);

/**
 * A right names an application in one of two ways: IMconf's member and application, or the members of
 * AllowedApplication's properties. The schema of AllowedApplication requires the first and describes the second.
 */
export const right = z
  .object({
    member: label.optional(),
    application: code.optional(),
    memberClass: code.optional(),
    memberCode: code.optional(),
    applicationId: code.optional(),
  })
  .transform((given, context): NamedRight => {
    const exact = given.memberClass !== undefined && given.memberCode !== undefined;
    const member = exact ? `${given.memberClass}/${given.memberCode}` : given.member;
    const application = given.applicationId ?? given.application;
    if (member !== undefined && application !== undefined) return { member, application };
    context.addIssue({ code: "custom", message: "must name a member and an application" });
    return z.NEVER;
  });

const service = z
  .object({
    id: code.refine((id) => !RESERVED_SERVICES.has(id), {
      error: "is a name that the mediator itself answers to",
    }),
    specUrl: url.optional(),
    serviceUrl: url.optional(),
    spec_url: url.optional(),
    service_url: url.optional(),
    openapi: z.record(z.string(), z.unknown()).optional(),
    rights: z.array(right).nullish(),
  })
  .transform((given, context): ServiceDocument => {
    const specUrl = given.specUrl ?? given.spec_url;
    const serviceUrl = given.serviceUrl ?? given.service_url;
    if (specUrl !== undefined && serviceUrl !== undefined) {
      return { id: given.id, specUrl, serviceUrl, openapi: given.openapi, rights: given.rights ?? [] };
    }
    context.addIssue({ code: "custom", message: "must have specUrl and serviceUrl" });
    return z.NEVER;
  });

const application = z
  .object({
    id: code,
    connection: z
      .string()
      .regex(/^https?$/i, { error: "must be http or https" })
      .optional(),
    services: z.array(service).nullish(),
  })
  .transform((given) => ({
    id: given.id,
    connection: given.connection?.toLowerCase(),
    services: given.services ?? [],
  }));

/** One member of IMconf. Both spellings of the URLs are read: the specification's example has the snake case. */
export const member = z
  .object({
    name: z.string().min(1).max(255),
    class: code,
    code,
    applications: z.array(application).nullish(),
  })
  .transform((given): MemberDocument => ({ ...given, applications: given.applications ?? [] }));

/** IMconf. */
export const configuration = z
  .object({ domain: z.string().min(1).max(253), instance: code, members: z.array(member).nullish() })
  .transform((given): ConfigurationDocument => ({ ...given, members: given.members ?? [] }));
