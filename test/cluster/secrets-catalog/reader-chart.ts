import { type BuildChart, partOf } from "../../../charts/spi/index.ts";
import { serveSecret } from "./serve-secret.ts";

/** A certificate of the other part's authority in both forms, a copy of its password, and a text with that. */
const build: BuildChart = (scope, context) => {
  const { namespace } = partOf(context.stack, "keeper");
  const of = (key: string) => ({ namespace, secret: "keeper-keys", key });
  serveSecret(scope, context, {
    "tls.key": {
      generate: "certificate",
      certificate: "tls.crt",
      ca: "ca.crt",
      commonName: "reader",
      dnsNames: [`reader.${context.part.namespace}.svc.cluster.local`],
      days: 20,
      usage: ["server", "client"],
      algorithm: "ec-p256",
      authority: of("ca.key"),
    },
    store: { generate: "password" },
    "tls.p12": { generate: "pkcs12", of: "tls.key", passwordKey: "store" },
    word: { generate: "copy", ...of("word") },
    user: { generate: "copy", ...of("user") },
    url: { generate: "template", text: "postgres://{{user}}:{{word}}@db/reader" },
  });
};

export default build;
