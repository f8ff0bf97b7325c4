import type { Manifest, Part } from "../../charts/spi/index.ts";
import { type AskedSecret, askedSecrets } from "../../constructs/asked-secret.ts";
import { AUTHORITY_FILES, authoritySecret } from "../../constructs/part-tls.ts";
import type { Cluster } from "../../deploy/cluster/client.ts";
import { contentOf, type SecretContent } from "../../deploy/secrets.ts";
import { UsageError } from "../exit.ts";
import { say } from "../messages/talk-en.ts";

/** Ids of the Secrets with the authority and its certificates: after a kill they may differ from what is asked. */
export function certificatesOf(manifests: readonly Manifest[], part: Part): ReadonlySet<string> {
  const secret = authoritySecret(part);
  const isOfIt = ({ namespace, name, values }: AskedSecret) =>
    (namespace === part.namespace && name === secret) ||
    Object.values(values).some(
      (request) =>
        request.generate === "certificate" &&
        typeof request.authority === "object" &&
        request.authority.secret === secret,
    );
  return new Set(
    askedSecrets(manifests)
      .filter(isOfIt)
      .map(({ id }) => id),
  );
}

/** What the authority's Secret holds; wrong use where there is none yet. */
export async function readAuthority(cluster: Cluster, part: Part, profile: string): Promise<SecretContent> {
  const name = authoritySecret(part);
  const metadata = { name, namespace: part.namespace };
  const secret = await cluster.readObject({ apiVersion: "v1", kind: "Secret", metadata });
  const content = secret === undefined ? undefined : contentOf(secret);
  if (content?.data[AUTHORITY_FILES.key] === undefined)
    throw new UsageError(say.secrets.authority.unmade(name), say.secrets.authority.unmadeHint(profile));
  return content;
}
