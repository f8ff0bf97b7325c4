import type { SecretRequest } from "../../spi/index.ts";

/**
 * The PIN of a server's token, under its component's name: four kinds of characters are in it whatever its random part
 * holds, as X-Road's policy wants them.
 */
export function pinRequest(component: string): SecretRequest {
  const random = `${component}.random`;
  return {
    [random]: { generate: "password", length: 24 },
    [component]: { generate: "template", text: `Pin-0{{${random}}}` },
  };
}

/** The keys of the test authority: its own, and those for answers about certificates and for time. */
export const AUTHORITY_REQUEST: SecretRequest = {
  "ca.key": { generate: "rsa-keypair", bits: 4096, publicKey: "ca.pub" },
  "ocsp.key": { generate: "rsa-keypair", bits: 3072, publicKey: "ocsp.pub" },
  "tsa.key": { generate: "rsa-keypair", bits: 3072, publicKey: "tsa.pub" },
};

/** The common name of the authority's certificate, by which X-Road lists it. */
export function authorityName(stack: string): string {
  return `${stack} test CA`;
}
