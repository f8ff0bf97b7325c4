import type { CertificateRequest } from "../charts/spi/index.ts";
import type { AskedSecret } from "../constructs/asked-secret.ts";
import type { SigningAuthority } from "./secret-making.ts";
import type { SecretContent, SecretContents } from "./secrets.ts";
import { splitPem } from "./split-pem.ts";

/**
 * The steps in which an authority's key is replaced, each good for all servers that have taken the one before it:
 * whoever trusts the old authority trusts the new one too; the new one signs; the old one is trusted no longer.
 */
export const SUCCESSION_STEPS = ["announce", "sign", "retire"] as const;

/** One of them. */
export type SuccessionStep = (typeof SUCCESSION_STEPS)[number];

/** Which authority takes which step; its Secret asks for one certificate, the authority's own. */
export interface Succession {
  readonly namespace: string;
  readonly secret: string;
  readonly step: SuccessionStep;
}

/** An authority, all PEM: the one that signs, first of both lists. */
interface Line {
  readonly keys: readonly string[];
  readonly certificates: readonly string[];
}

/**
 * What is known of the Secrets once the authority has taken its step. How far it is stands in its own Secret and nowhere
 * else: two keys and two certificates after the first step, one key and two certificates after the second. A step that
 * is taken already, or whose time has not come, changes nothing.
 */
export async function takeStep(
  asked: readonly AskedSecret[],
  known: SecretContents,
  { namespace, secret, step }: Succession,
  now: Date,
): Promise<SecretContents> {
  const own = asked.find((one) => one.namespace === namespace && one.name === secret);
  const [key, request] = Object.entries(own?.values ?? {})[0] ?? [];
  const content = known.get(own?.id ?? "");
  if (own === undefined || key === undefined || content === undefined) return known;
  if (request?.generate !== "certificate") return known;
  const line = { keys: textsAt(content, key), certificates: textsAt(content, request.certificate) };
  const { keys, certificates } = await nextLine(line, step, () => makeSuccessor(key, request, now));
  const data = { [key]: encode(keys), [request.certificate]: encode(certificates) };
  return new Map(known).set(own.id, { ...content, data: { ...content.data, ...data } });
}

async function nextLine(line: Line, step: SuccessionStep, successor: () => Promise<Line>): Promise<Line> {
  const { keys, certificates } = line;
  if (step === "announce" && keys.length === 1 && certificates.length === 1) {
    const { keys: newKeys, certificates: newCertificates } = await successor();
    return { keys: [...keys, ...newKeys], certificates: [...certificates, ...newCertificates] };
  }
  if (step === "sign" && keys.length === 2)
    return { keys: keys.slice(1), certificates: certificates.toReversed() };
  if (step === "retire" && keys.length === 1) return { keys, certificates: certificates.slice(0, 1) };
  return line;
}

/** How far an authority is: the last step that it took, `retire` where it is the only one. */
export function lastStep(
  { data }: Pick<SecretContent, "data">,
  key: string,
  certificate: string,
): SuccessionStep {
  if (textsAt({ data }, key).length > 1) return "announce";
  return textsAt({ data }, certificate).length > 1 ? "sign" : "retire";
}

/** The authority that signs, or is to sign: the newest. Undefined where the Secret holds none. */
export function newestAuthority(
  { data }: Pick<SecretContent, "data">,
  key: string,
  certificate: string,
): SigningAuthority | undefined {
  const keys = textsAt({ data }, key);
  const certificates = textsAt({ data }, certificate);
  // The one that is announced stands last; the one that signs, first.
  const at = keys.length > 1 ? 1 : 0;
  const [newest, own] = [keys[at], certificates[at]];
  if (newest === undefined || own === undefined) return undefined;
  return { key: Buffer.from(newest), certificate: Buffer.from(own) };
}

async function makeSuccessor(key: string, request: CertificateRequest, now: Date): Promise<Line> {
  const { makeCertificate } = await import("./certificate.ts");
  const made = await makeCertificate({
    key,
    request,
    requests: { [key]: request },
    secret: "",
    before: () => undefined,
    valueAt: () => undefined,
    authorityOf: () => undefined,
    now,
    make: (maker) => maker(),
  });
  return { keys: [`${made[key]}`], certificates: [`${made[request.certificate]}`] };
}

function textsAt({ data }: Pick<SecretContent, "data">, key: string): string[] {
  return splitPem(Buffer.from(data[key] ?? "", "base64").toString("utf8"));
}

function encode(texts: readonly string[]): string {
  return Buffer.from(texts.join("")).toString("base64");
}
