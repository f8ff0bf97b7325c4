import type { ClientSetup, ServerSetup, XRoadSetup } from "../settings.ts";

const CODES = ["70001", "70002", "70003"];
const NAMES = ["interior", "social", "health"];

function server(index: number): ServerSetup {
  const organization = NAMES[index] ?? "";
  const host = `server-${organization}.test`;
  return {
    organization,
    memberClass: index === 2 ? "COM" : "GOV",
    memberCode: CODES[index] ?? "",
    memberName: `Ministry, of ${organization}`,
    serverCode: `ss-${CODES[index]}`,
    address: host,
    adminUrl: `https://${host}:4000`,
    messageUrl: `http://${host}:8080`,
    healthUrl: `http://${host}:5588`,
    user: "country-stack",
    passwordFile: `password-${organization}`,
    pinFile: `pin-${organization}`,
  };
}

const client = (organization: string, subsystem: string, callers?: readonly string[]): ClientSetup => ({
  organization,
  subsystem,
  services:
    callers === undefined
      ? []
      : [{ code: "digital-registries", url: `http://${subsystem}.test:8080`, callers }],
});

/**
 * A setup of one to three organizations in which `social` asks `civil`; where there are three, `clinic` does too, and
 * is asked by `civil`.
 */
export function exampleSetup(organizations: 1 | 2 | 3, changes: Partial<XRoadSetup> = {}): XRoadSetup {
  const second = NAMES[Math.min(1, organizations - 1)] ?? "";
  const social = `XU:GOV:${organizations === 1 ? "70001" : "70002"}:social`;
  const clinic = "XU:COM:70003:clinic";
  const three = organizations === 3;
  return {
    instance: "XU",
    country: "XU",
    logsMessages: true,
    serviceTimeout: 60,
    servers: Array.from({ length: organizations }, (_, index) => server(index)),
    clients: [
      client("interior", "civil", three ? [social, clinic] : [social]),
      client(second, "social"),
      ...(three ? [client("health", "clinic", ["XU:GOV:70001:civil"])] : []),
    ],
    development: {
      central: {
        adminUrl: "https://central.test:4000",
        configurationUrl: "http://central.test",
        address: "central.test",
        user: "xrd",
        passwordFile: "password-central",
        pinFile: "pin-central",
      },
      authority: {
        name: "utopia test CA",
        signUrl: "http://authority.test:8887",
        statusUrl: "http://authority.test:8888",
        timeUrl: "http://authority.test:8899",
      },
    },
    ...changes,
  };
}

/** The anchor of instance XU, as a central server makes it, without its keys. */
export const ANCHOR = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<ns3:configurationAnchor xmlns:ns3="http://x-road.eu/xsd/xroad.xsd">
  <generatedAt>2026-11-21T10:00:00.000Z</generatedAt>
  <instanceIdentifier>XU</instanceIdentifier>
  <source><downloadURL>http://central.test/internalconf</downloadURL></source>
</ns3:configurationAnchor>
`;

/** The same servers, joining an instance that others run. */
export function memberSetup(changes: Partial<NonNullable<XRoadSetup["membership"]>> = {}): XRoadSetup {
  const { development: _, ...setup } = exampleSetup(2);
  const authority = { name: "utopia test CA", acme: false, fields: {} };
  return { ...setup, membership: { anchor: ANCHOR, authority, ...changes } };
}
