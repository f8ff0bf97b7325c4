/** What `country-stack test` says of the certificate that it shows to parts at URLs. */
export const certificateTalk = {
  option: "the certificate (PEM) that parts at an https --url are shown; its issuers may follow in the file",
  keyOption: "its private key (PEM, not encrypted)",
  caOption: "the authorities (PEM) whose servers are trusted at an https --url, and no others then",
  withoutUrl:
    "--client-certificate, --client-key and --ca are for parts at a --url; those of a stack of its own this tool finds by itself",
  withoutKey: "--client-certificate needs the key of the certificate: --client-key FILE",
  keyAlone: "--client-key needs the certificate of the key: --client-certificate FILE",
  nowhere: "no --url begins with https: in plain HTTP no certificate is shown and none is looked at",
  unread: (file: string, code: string) => `${file} cannot be read: ${code}`,
  none: (file: string) => `${file} holds no certificate (PEM)`,
  noKey: (file: string) => `${file} holds no private key (PEM) that is not encrypted`,
  otherKey: (certificate: string, key: string) =>
    `${key} is not the key of the certificate in ${certificate}`,
};
