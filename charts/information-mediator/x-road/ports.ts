/** The ports of X-Road's servers and of the test authority; most of them are fixed between servers. */
export const PORTS = {
  /** Messages of an organization's own systems. */
  api: 8080,
  /** Administration, over TLS with a certificate that the server made. */
  admin: 4000,
  /** Whether a security server is well. */
  health: 5588,
  /** Messages between security servers. */
  messages: 5500,
  /** Answers about certificates between security servers. */
  ocsp: 5577,
  /** Where a certificate authority looks after an order by ACME. */
  acme: 80,
} as const;

/** The central server's. */
export const CENTRAL_PORTS = {
  admin: 4000,
  configuration: 80,
  tls: 443,
  registration: 4001,
  management: 4002,
} as const;

/** The test authority's: signing is for the bootstrap alone. */
export const AUTHORITY_PORTS = { sign: 8887, status: 8888, time: 8899 } as const;

/** The names of components. */
export const CENTRAL = "central-server";
export const AUTHORITY = "authority";
export const BOOTSTRAP = "bootstrap";
