/** A key, its certificate and the authorities to trust; all PEM. Belongs in no log and no report. */
export interface ShownCertificate {
  readonly key: string;
  readonly cert: string;
  /** One authority or several, one after the other. */
  readonly ca: string;
}

/** Where a part listens inside its cluster, as it comes over the wire: the part's own server is at the other end. */
export interface InsideAddress {
  readonly host: string;
  readonly port: number;
  /** The host name that the part's certificate is to have, as pods call it. */
  readonly name: string;
  /** What the part takes from this caller, and the authority of the stack. */
  readonly certificate: ShownCertificate;
  /** The same name, signed by an authority that the stack does not know. */
  readonly stranger: ShownCertificate;
}
