import type { Stack } from "../../charts/spi/index.ts";
import { hasAddress } from "../../constructs/address.ts";
import type { Deployment, Origin } from "../../deploy/engine.ts";

/** A sandbox as `sandbox up` prints it. */
export interface SandboxAddresses {
  readonly name: string;
  readonly profile: string;
  readonly target: "local" | "cluster";
  /** RFC 3339, UTC. */
  readonly expires: string;
  /** The base URL of each part, by the part's name. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The file with the token that a part asks callers for, by the part's name; empty where none asks. */
  readonly tokenFiles: Readonly<Record<string, string>>;
  /** The folder with `tls.key`, `tls.crt` and `ca.crt` for callers from pods; absent where parts ask for none. */
  readonly certificateFolder?: string;
}

/** The base URL of each part, as those at `from` reach it. */
export async function addressesOf(
  stack: Stack,
  deployment: Deployment,
  from: Origin,
): Promise<Record<string, string>> {
  const entries = stack.parts.filter(hasAddress).map(async ({ name, product }) => {
    return [name, await deployment.addressOf(name, product.conformance.port, from)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Lines for a `.env` file: `COUNTRY_STACK_CIVIL_URL=http://...` for part `civil`, where it asks for a token also
 * `COUNTRY_STACK_CIVIL_TOKEN_FILE=/...`, the folder of the certificate, and the sandbox's name and end.
 */
export function formatEnv(sandbox: SandboxAddresses): string {
  const linesOf = (values: Readonly<Record<string, string>>, what: string) =>
    Object.entries(values).map(
      ([part, value]) => `COUNTRY_STACK_${part.toUpperCase().replaceAll("-", "_")}_${what}=${value}`,
    );
  return [
    `COUNTRY_STACK_SANDBOX=${sandbox.name}`,
    `COUNTRY_STACK_SANDBOX_EXPIRES=${sandbox.expires}`,
    ...linesOf(sandbox.addresses, "URL"),
    ...linesOf(sandbox.tokenFiles, "TOKEN_FILE"),
    ...(sandbox.certificateFolder === undefined
      ? []
      : [`COUNTRY_STACK_CERTIFICATE_FOLDER=${sandbox.certificateFolder}`]),
  ].join("\n");
}
