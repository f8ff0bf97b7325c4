import { z } from "zod";
import { formatIdentifier, type ReferenceConfig } from "../../charts/spi/index.ts";
import { parseIdentifier } from "../identifier.ts";

/** What a stack tells this block's server beyond the common configuration. */
export interface RegistrationSettings {
  /** The applications that operators work with; undefined in development: each one that is no applicants' portal. */
  readonly operators: ReadonlySet<string> | undefined;
}

const identifier = z.string().transform((text, context) => {
  const parsed = parseIdentifier(text);
  if (parsed !== undefined) return formatIdentifier(parsed);
  context.addIssue("has to be INSTANCE/CLASS/MEMBER/APPLICATION");
  return z.NEVER;
});

const SETTINGS = z.object({ operators: z.array(identifier).optional() });

/** Reads the settings. Throws a TypeError with one sentence where they have another shape. */
export function readSettings({ settings, environment }: ReferenceConfig): RegistrationSettings {
  const parsed = SETTINGS.safeParse(settings);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["settings", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const { operators } = parsed.data;
  if (operators === undefined && environment === "development") return { operators: undefined };
  return { operators: new Set(operators) };
}
