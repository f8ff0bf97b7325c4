import { z } from "zod";
import { invalidRequest } from "./envelope.ts";

/** A proof that somebody is who they say (Identity-Provider.yaml, AuthChallenge). */
const challenge = z.object({
  authFactorType: z.enum(["OTP", "BIO", "PIN", "WLA"]),
  challenge: z.string().min(1).max(20_000),
  format: z.enum(["alpha-numeric", "jwt", "encoded-json", "number"]),
});

/** A proof, read. */
export type Challenge = z.infer<typeof challenge>;

/** A list of proofs as requests have it; what is in it is read by {@link readChallenge}. */
export const challengeList = z.array(z.unknown());

/** Reads one proof of a list. Throws a Failure, `invalid_request`, where it has another shape. */
export function readChallenge(value: unknown): Challenge {
  const parsed = challenge.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalidRequest(`challengeList.0.${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong shape"}`);
}

/** Whether it is a one-time code. */
export function isCode({ authFactorType, format }: Challenge): boolean {
  return authFactorType === "OTP" && (format === "alpha-numeric" || format === "number");
}
