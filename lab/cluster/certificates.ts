import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { execa } from "execa";
import { statePath } from "../places.ts";
import { apiServiceAddress, clusterDomain, nodeAddress, nodeName } from "./addresses.ts";

/** A certificate to make: subject in openssl's slash form, names only for servers. */
interface Certificate {
  name: string;
  subject: string;
  altNames?: string[];
}

const masters = "system:masters";

const certificates: Certificate[] = [
  {
    name: "apiserver",
    subject: "/CN=kube-apiserver",
    altNames: [
      "IP:127.0.0.1",
      `IP:${nodeAddress}`,
      `IP:${apiServiceAddress}`,
      "DNS:localhost",
      "DNS:kubernetes",
      "DNS:kubernetes.default",
      "DNS:kubernetes.default.svc",
      `DNS:kubernetes.default.svc.${clusterDomain}`,
    ],
  },
  { name: "kubelet-server", subject: `/CN=${nodeName}`, altNames: [`IP:${nodeAddress}`, `DNS:${nodeName}`] },
  { name: "apiserver-to-kubelet", subject: `/O=${masters}/CN=kube-apiserver-kubelet-client` },
  { name: "admin", subject: `/O=${masters}/CN=lab-admin` },
  { name: "controller-manager", subject: "/CN=system:kube-controller-manager" },
  { name: "scheduler", subject: "/CN=system:kube-scheduler" },
  { name: "kubelet", subject: `/O=system:nodes/CN=system:node:${nodeName}` },
  { name: "kube-proxy", subject: "/CN=system:kube-proxy" },
];

/** Makes the lab's certificate authority, its certificates and the key of service account tokens, once per lab. */
export async function createCertificates(): Promise<void> {
  if (existsSync(keysPath("sa.pub"))) return;
  mkdirSync(keysPath(""), { recursive: true, mode: 0o700 });
  await makeCertificate("ca", [
    "-subj",
    "/CN=lab",
    "-addext",
    "keyUsage=critical,keyCertSign,digitalSignature",
  ]);
  await Promise.all(certificates.map(signCertificate));
  await execa("openssl", ["genrsa", "-out", keysPath("sa.key"), "2048"]);
  await execa("openssl", ["rsa", "-in", keysPath("sa.key"), "-pubout", "-out", keysPath("sa.pub")]);
}

/** A file of the lab's keys. */
export function keysPath(file: string): string {
  return statePath("keys", file);
}

/** A key or certificate as kubeconfigs carry it. */
export function readKeyBase64(file: string): string {
  return readFileSync(keysPath(file)).toString("base64");
}

async function signCertificate({ name, subject, altNames }: Certificate): Promise<void> {
  const usage = altNames === undefined ? "clientAuth" : "serverAuth";
  const extensions = [`extendedKeyUsage=${usage}`, "basicConstraints=critical,CA:FALSE"];
  if (altNames !== undefined) extensions.push(`subjectAltName=${altNames.join(",")}`);
  await makeCertificate(name, [
    ...["-CA", keysPath("ca.crt"), "-CAkey", keysPath("ca.key"), "-subj", subject],
    ...extensions.flatMap((extension) => ["-addext", extension]),
  ]);
}

async function makeCertificate(name: string, args: string[]): Promise<void> {
  const key = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-noenc",
    "-keyout",
    keysPath(`${name}.key`),
  ];
  const out = ["-out", keysPath(`${name}.crt`), "-days", "3650"];
  await execa("openssl", ["req", "-x509", ...key, ...out, ...args]);
}
