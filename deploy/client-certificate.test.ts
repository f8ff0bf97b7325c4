import { createPrivateKey, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { authorityOf, CERTIFICATE, decideStep, KEY } from "../test/succession-states.ts";
import { makeClientCertificate, makeStrangerCertificate } from "./client-certificate.ts";
import { newestAuthority } from "./succession.ts";

const authority = newestAuthority(authorityOf(await decideStep(new Map())), KEY, CERTIFICATE) ?? {
  key: undefined,
  certificate: undefined,
};
const root = new X509Certificate(`${authority.certificate}`);

describe("a certificate for the connections of one run", () => {
  it("is a client's, has the name, and is signed by the authority that it names", async () => {
    const { key, cert, ca } = await makeClientCertificate("operator", authority);
    const made = new X509Certificate(cert);
    expect([made.subject, made.verify(root.publicKey), made.checkIssued(root)]).toEqual([
      "CN=operator",
      true,
      true,
    ]);
    expect(made.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(made.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(ca).toBe(`${authority.certificate}`);
    expect(Date.parse(made.validTo) - Date.now()).toBeLessThan(2 * 86_400_000);
  });

  it("is a stranger's where an authority of the same name signs it, with another key", async () => {
    const { cert, ca } = await makeStrangerCertificate("operator", "parts of utopia");
    const made = new X509Certificate(cert);
    expect([made.subject, made.issuer]).toEqual(["CN=operator", root.subject]);
    expect(made.verify(root.publicKey)).toBe(false);
    expect(made.verify(new X509Certificate(ca).publicKey)).toBe(true);
  });
});
