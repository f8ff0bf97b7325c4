import { type Stack, TLS_FILES } from "../../charts/spi/index.ts";
import { authorityPart, operatorSecret } from "../../constructs/part-tls.ts";
import type { ClientCertificate } from "../engine.ts";
import type { Cluster } from "./client.ts";

/**
 * The certificate with which this tool calls the parts of a stack, for whoever may read Secrets in the mediator's
 * namespace. Undefined where there is none: a stack without an authority, or one that an older tool brought up.
 */
export async function readOperatorCertificate(
  cluster: Cluster,
  stack: Stack,
): Promise<ClientCertificate | undefined> {
  const part = authorityPart(stack);
  if (part === undefined) return undefined;
  const secret = await cluster.readObject({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: operatorSecret(part), namespace: part.namespace },
  });
  const data = (secret?.["data"] ?? {}) as Record<string, string>;
  const read = (name: string) => Buffer.from(data[name] ?? "", "base64").toString("utf8");
  const [key, cert, ca] = [TLS_FILES.key, TLS_FILES.certificate, TLS_FILES.authority].map(read);
  return key === "" || key === undefined ? undefined : { key, cert: cert ?? "", ca: ca ?? "" };
}
