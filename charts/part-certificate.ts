import type { Construct } from "constructs";
import { serviceHost } from "../constructs/address.ts";
import { addGeneratedSecret } from "../constructs/generated-secret.ts";
import {
  AUTHORITY_FILES,
  authorityName,
  authorityPart,
  authoritySecret,
  calleesOf,
  callersOf,
  hasCertificate,
  OPERATOR,
  operatorSecret,
  speaksTls,
} from "../constructs/part-tls.ts";
import type { MountedSecret } from "../constructs/server-workload.ts";
import {
  type CertificateRequest,
  type Part,
  type ProductContext,
  type ReferenceConfig,
  type ReferenceTls,
  type SecretKey,
  type Stack,
  TLS_FILES,
} from "./spi/index.ts";

/** Where a part's pod has the files of its certificate. */
export const TLS_FOLDER = "/run/country-stack/tls";

/** Ten years, and made anew for the same key a year before: whoever trusts the old certificate, trusts the new one. */
const AUTHORITY_DAYS = { days: 3650, renewBefore: 365 };
/** A certificate holds for three months; in its last third the next `up` makes another. */
const CERTIFICATE_DAYS = { days: 90, renewBefore: 30 };

type Context<O> = Pick<ProductContext<O>, "stack" | "part">;

/** The stack's authority, in the namespace of the mediator; no pod mounts it. */
export function addAuthority<O>(scope: Construct, { stack, part }: Context<O>): void {
  addGeneratedSecret(scope, {
    name: authoritySecret(part),
    values: {
      [AUTHORITY_FILES.key]: {
        generate: "certificate",
        certificate: AUTHORITY_FILES.certificate,
        commonName: authorityName(stack),
        ...AUTHORITY_DAYS,
        usage: ["ca"],
        algorithm: "ec-p256",
      },
    },
    rotatable: false,
    why: "its key is replaced in steps, while the parts trust two: secrets rotate --authority",
  });
  addGeneratedSecret(scope, {
    name: operatorSecret(part),
    values: { [TLS_FILES.key]: { ...certificate(part), commonName: OPERATOR, usage: ["client"] } },
    rotatable: true,
  });
}

/** Adds the Secret with a part's certificate; none where the part has none. Its server reads it anew when it changes. */
export function addCertificate<O>(scope: Construct, { stack, part }: Context<O>): MountedSecret[] {
  const authority = authorityPart(stack);
  if (authority === undefined || !hasCertificate(stack, part)) return [];
  const host = serviceHost(part, "api");
  const secret = addGeneratedSecret(scope, {
    name: `${part.name}-tls`,
    values: {
      [TLS_FILES.key]: {
        ...certificate(authority),
        commonName: part.name,
        // The names by which pods find a Service, longest first.
        dnsNames: [host, host.replace(".cluster.local", ""), host.replace(".svc.cluster.local", "")],
        usage: ["server", "client"],
      },
    },
    rotatable: true,
  });
  return [{ secret, folder: TLS_FOLDER, isReloaded: true }];
}

/** What a part's server is told of TLS: its files, who may call it, and whom it calls. */
export function tlsConfig(
  stack: Stack,
  part: Part,
): Pick<ReferenceConfig, "clientAuthentication"> & { readonly tls?: ReferenceTls } {
  if (!hasCertificate(stack, part)) return { clientAuthentication: "none" };
  const isAsking = speaksTls(stack, part);
  const callees = calleesOf(stack, part).filter((callee) => speaksTls(stack, callee));
  const tls: ReferenceTls = {
    folder: TLS_FOLDER,
    callers: isAsking ? [...callersOf(stack, part).map(({ name }) => name), OPERATOR] : [],
    hosts: callees.map((callee) => serviceHost(callee, "api")),
  };
  return { clientAuthentication: isAsking ? "mutual-tls" : "none", tls };
}

/** What all certificates of a stack's authority have in common. */
function certificate(
  authority: Part,
): Pick<
  CertificateRequest,
  "generate" | "certificate" | "ca" | "days" | "renewBefore" | "algorithm" | "authority"
> {
  const key: SecretKey = {
    namespace: authority.namespace,
    secret: authoritySecret(authority),
    key: AUTHORITY_FILES.key,
  };
  return {
    generate: "certificate",
    certificate: TLS_FILES.certificate,
    ca: TLS_FILES.authority,
    ...CERTIFICATE_DAYS,
    algorithm: "ec-p256",
    authority: key,
  };
}
