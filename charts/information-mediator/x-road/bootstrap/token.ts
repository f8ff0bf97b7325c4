import { FinalError } from "../../../spi/index.ts";
import { type AdminApi, ApiError } from "./admin-api.ts";

/** What the software token of a central or security server says of itself, as far as it matters here. */
export interface Token {
  readonly id: string;
  readonly logged_in: boolean;
  readonly status?: string;
  readonly keys?: readonly TokenKey[];
  readonly configuration_signing_keys?: readonly {
    readonly source_type?: string;
    readonly active?: boolean;
  }[];
}

/** What a key of a security server is for: proving the server to others, or signing its member's messages. */
export type KeyUse = "AUTHENTICATION" | "SIGNING";

/** A key of a security server's token. */
export interface TokenKey {
  readonly id: string;
  readonly usage?: KeyUse;
  readonly certificates: readonly TokenCertificate[];
  readonly certificate_signing_requests: readonly { readonly id: string; readonly owner_id?: string }[];
}

/** A certificate of a key, and how far its registration is. */
export interface TokenCertificate {
  readonly owner_id?: string;
  readonly active: boolean;
  readonly status: string;
  readonly ocsp_verify_before_activation_error?: string;
  readonly certificate_details: { readonly hash: string };
}

/** The id of the software token on both kinds of server. */
export const SOFTWARE_TOKEN = "0";

/** The software token; undefined before it is initialized. */
export async function readToken(api: AdminApi, stop: AbortSignal): Promise<Token | undefined> {
  const tokens = await api.read<readonly Token[]>("/tokens", stop);
  return tokens?.find(({ id }) => id === SOFTWARE_TOKEN);
}

/**
 * Logs the token in. It mostly is already: the server enters the PIN itself after each start. A PIN that is wrong stays
 * wrong: the token cannot be given another one.
 */
export async function logInToken(api: AdminApi, pin: string, stop: AbortSignal): Promise<void> {
  try {
    await api.send("PUT", `/tokens/${SOFTWARE_TOKEN}/login`, { json: { password: pin } }, stop);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.names("token_action_not_possible", "action_not_possible")) return;
    if (error.names("pin_incorrect"))
      throw new FinalError("the token refuses its PIN: it was initialized with another Secret than today's");
    throw error;
  }
}
