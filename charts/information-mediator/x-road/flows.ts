import type { Construct } from "constructs";
import { placeOf } from "../../../constructs/address.ts";
import {
  addInsideFlow,
  addInternalFlows,
  addOutsideFlow,
  type ComponentGroup,
  type InternalFlow,
} from "../../../constructs/network-policy.ts";
import type { ProductContext } from "../../spi/index.ts";
import type { MemberOptions, XRoadOptions } from "./options.ts";
import { AUTHORITY, AUTHORITY_PORTS, BOOTSTRAP, CENTRAL, CENTRAL_PORTS, PORTS } from "./ports.ts";
import { serverComponent } from "./servers.ts";
import { serversOf } from "./setup.ts";

/** Servers talk to each other, and to themselves by their own address, by these. */
const BETWEEN = [PORTS.messages, PORTS.ocsp];

/** Lets the part's components talk to each other as X-Road needs it, and members to the instance that they join. */
export function addFlows(scope: Construct, context: ProductContext<XRoadOptions>): void {
  const { mode, member } = context.options;
  const components = serversOf(context).map(serverComponent);
  const servers = { name: "servers", components };
  const joined = mode === "member" ? member : undefined;
  addInternalFlows(scope, context, [
    { from: servers, to: servers, ports: BETWEEN },
    { from: BOOTSTRAP, to: servers, ports: [PORTS.admin, PORTS.api, PORTS.health] },
    ...(joined === undefined ? instanceFlows(servers) : []),
  ]);
  if (joined !== undefined) addMemberFlows(scope, context, servers, joined);
}

function instanceFlows(servers: ComponentGroup): InternalFlow[] {
  const [operator = ""] = servers.components;
  const { configuration, tls, registration, management, admin } = CENTRAL_PORTS;
  const { sign, status, time } = AUTHORITY_PORTS;
  return [
    { from: servers, to: CENTRAL, ports: [configuration, tls, registration] },
    { from: servers, to: AUTHORITY, ports: [status, time] },
    // The operator's server passes all requests to the instance on.
    { from: operator, to: CENTRAL, ports: [management] },
    { from: BOOTSTRAP, to: CENTRAL, ports: [admin, configuration] },
    { from: BOOTSTRAP, to: AUTHORITY, ports: [sign] },
  ];
}

/** Out to what the operator of the instance runs or names, and in to where others find the servers. */
function addMemberFlows(
  scope: Construct,
  context: ProductContext<XRoadOptions>,
  servers: ComponentGroup,
  member: MemberOptions,
): void {
  const { acme } = member.authority;
  const outside = [
    member.central,
    member.management,
    ...member.services,
    ...member.peers,
    ...(acme === undefined ? [] : [{ host: acme.host, ports: [acme.port] }]),
  ];
  const wanted = new Map(
    outside.flatMap(({ host, ports }) => ports.map((port) => [`${host} ${port}`, { host, port }])),
  );
  for (const from of servers.components)
    for (const { host, port } of wanted.values()) addOutsideFlow(scope, context, { from, host, port });
  const anchor = URL.parse(member.anchor);
  if (anchor !== null && /^https?:$/.test(anchor.protocol)) {
    addOutsideFlow(scope, context, { from: BOOTSTRAP, ...placeOf(anchor) });
  }
  addInsideFlow(scope, context, {
    to: servers,
    ports: acme === undefined ? BETWEEN : [...BETWEEN, PORTS.acme],
  });
}
