/** Keycloak's options in a profile. */
export interface KeycloakOptions {
  readonly realm: string;
  readonly hostname?: string | undefined;
  readonly relativePath: "/" | "/auth";
  readonly accessTokenMinutes: number;
  readonly roles: readonly string[];
  readonly redirectUris: Readonly<Record<string, readonly string[]>>;
}

/** What stands before all of Keycloak's paths: nothing, or `/auth`. */
export function baseOf(relativePath: KeycloakOptions["relativePath"]): string {
  return relativePath === "/" ? "" : relativePath;
}

/** What the bootstrap job is told; secrets by the files that they are mounted at. */
export interface KeycloakSetup {
  /** Base URL of Keycloak inside the cluster, without a slash at its end. */
  readonly url: string;
  readonly administrator: string;
  readonly administratorPasswordFile: string;
  readonly realm: string;
  readonly realmTitle: string;
  /** Seconds. */
  readonly accessTokenLifespan: number;
  readonly roles: readonly string[];
  readonly clients: readonly KeycloakClient[];
}

/** A part that signs people in, or itself: without redirect URIs it may only act for itself. */
export interface KeycloakClient {
  readonly id: string;
  readonly title: string;
  readonly redirectUris: readonly string[];
  readonly secretFile: string;
}
