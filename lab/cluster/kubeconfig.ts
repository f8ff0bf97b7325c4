import { stringify } from "yaml";
import { writeText } from "../write-text.ts";
import { apiUrl } from "./addresses.ts";
import { readKeyBase64 } from "./certificates.ts";

/** Writes a kubeconfig (mode 0600, keys embedded) for the holder of one of the lab's certificates. */
export function writeKubeconfig(path: string, certificate: string): void {
  const name = "country-stack-lab";
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server: apiUrl, "certificate-authority-data": readKeyBase64("ca.crt") } }],
    users: [
      {
        name: certificate,
        user: {
          "client-certificate-data": readKeyBase64(`${certificate}.crt`),
          "client-key-data": readKeyBase64(`${certificate}.key`),
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: certificate } }],
    "current-context": name,
  };
  writeText(path, stringify(config), 0o600);
}
