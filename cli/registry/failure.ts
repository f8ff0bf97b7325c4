/** Why a registry did not tell what an image is, as data; the sentences are in `cli/messages/images-en.ts`. */
export type RegistryReason =
  | { readonly kind: "unreachable"; readonly host: string; readonly detail: string }
  | { readonly kind: "late"; readonly host: string; readonly seconds: number }
  | { readonly kind: "not-found"; readonly host: string }
  | {
      readonly kind: "denied";
      readonly host: string;
      readonly status: number;
      /** Whether a user name and password were shown. */
      readonly signedIn: boolean;
    }
  /** `seconds` until it may be asked again, where it says so. */
  | { readonly kind: "too-many"; readonly host: string; readonly seconds?: number }
  | { readonly kind: "status"; readonly host: string; readonly status: number }
  | { readonly kind: "wrong-digest"; readonly host: string; readonly said: string; readonly is: string }
  | { readonly kind: "not-a-manifest"; readonly host: string; readonly found: string }
  | { readonly kind: "too-large"; readonly host: string; readonly limit: number }
  | { readonly kind: "redirect"; readonly host: string }
  /** A password or token would have gone to `host` without TLS. */
  | { readonly kind: "plain"; readonly host: string }
  | { readonly kind: "no-platform"; readonly wanted: readonly string[]; readonly has: readonly string[] }
  /** Our own image, and the profile names no registry in which it could be. */
  | { readonly kind: "own-image" }
  /** The catalog's reference is none that a lock can hold. */
  | { readonly kind: "no-tag" };

/** A registry that did not do what it was asked for. */
export class RegistryFailure extends Error {
  readonly reason: RegistryReason;

  constructor(reason: RegistryReason) {
    super(reason.kind);
    this.name = "RegistryFailure";
    this.reason = reason;
  }
}
