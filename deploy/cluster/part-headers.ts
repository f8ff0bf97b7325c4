import type { Part } from "../../charts/spi/index.ts";
import type { Cluster } from "./client.ts";

/**
 * What requests to a part have to carry: the token that the stack made for it, where its product asks for one. Empty
 * for a part that runs elsewhere, and for one whose Secret is not there (yet).
 */
export async function readPartHeaders(cluster: Cluster, part: Part): Promise<Record<string, string>> {
  const { token } = part.product.conformance;
  if (token === undefined || part.external !== undefined) return {};
  const secret = await cluster.readObject({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: `${part.name}-${token.secret}`, namespace: part.namespace },
  });
  const value = (secret?.["data"] as Record<string, string> | undefined)?.[token.key];
  return value === undefined
    ? {}
    : { Authorization: `Bearer ${Buffer.from(value, "base64").toString("utf8")}` };
}
