import type { Part, ProductProblem, Size, Stack } from "../../spi/index.ts";
import type { EsignetOptions } from "./options.ts";
import { clientIdOf, publicUrlOf } from "./settings.ts";

/** Names that are no top-level domain of the Internet, below which eSignet takes no address to return to. */
const REFUSED_HOSTS = /\.(example|test|invalid|local|internal|svc)$/;

/** What of a profile eSignet cannot work with, before anything is installed. */
export function problemsOf(stack: Stack, part: Part, options: EsignetOptions): ProductProblem[] {
  return [
    ...identityProblems(stack, options),
    ...mosipProblems(stack, part, options),
    ...cacheProblems(stack.size, part, options),
    ...redirectProblems(stack, part, options),
    ...clientProblems(options),
  ];
}

function identityProblems({ environment }: Stack, options: EsignetOptions): ProductProblem[] {
  const isMock = options.identitySystem === "mock";
  return [
    ...(isMock && environment === "production"
      ? [
          {
            reason: "the mock identity system lets everyone in as anyone, with the one-time code 111111",
            remedy: "set identitySystem to mosip and say where MOSIP is",
            option: ["identitySystem"],
          },
        ]
      : []),
    ...(options.people.length > 0 && (!isMock || environment !== "development")
      ? [
          {
            reason: "people of a profile are for the mock identity system in development",
            remedy: "leave people out",
            option: ["people"],
          },
        ]
      : []),
  ];
}

function mosipProblems(stack: Stack, part: Part, options: EsignetOptions): ProductProblem[] {
  if (options.identitySystem === "mock") {
    if (options.mosip === undefined) return [];
    const reason = "it says where MOSIP is, and asks the mock identity system";
    return [{ reason, remedy: "set identitySystem to mosip, or leave mosip out", option: ["mosip"] }];
  }
  const missing = { reason: "it asks MOSIP, and does not say where that is", remedy: "set mosip" };
  const isPlain = /^https:\/\/[^:]+$/.test(publicUrlOf(stack, part, options));
  return [
    ...(options.mosip === undefined ? [{ ...missing, option: ["identitySystem"] }] : []),
    ...(isPlain
      ? []
      : [
          {
            reason: "with MOSIP, its address is https and has no port",
            remedy: "name one such as https://id.gov.lk",
            option: ["publicUrl"],
          },
        ]),
  ];
}

function cacheProblems(size: Size, part: Part, options: EsignetOptions): ProductProblem[] {
  if (options.cache === "valkey") return [];
  const replicas = part.overrides.replicas ?? (size === "demo" ? 1 : 2);
  if (replicas === 1 && options.identitySystem === "mock") return [];
  const reason = "sign-ins under way are kept in the memory of one server, and others do not know of them";
  return [{ reason, remedy: "set cache to valkey", option: ["cache"] }];
}

function redirectProblems(stack: Stack, { name }: Part, { redirectUris }: EsignetOptions): ProductProblem[] {
  const users = stack.links.filter(({ to }) => to === name).map(({ from }) => from);
  return Object.entries(redirectUris).flatMap(([user, uris]) => [
    ...(users.includes(user)
      ? []
      : [
          {
            reason: `no part ${user} signs people in here`,
            remedy: "name a part that uses oidc of this one",
            option: ["redirectUris", user],
          },
        ]),
    ...uris.flatMap((uri, index) =>
      REFUSED_HOSTS.test(new URL(uri).hostname)
        ? [
            {
              reason: `eSignet refuses ${uri}: the end of its host's name is no top-level domain of the Internet`,
              remedy: "use a real domain, an IP address, a name without a dot, *.localhost or *.home.arpa",
              option: ["redirectUris", user, index],
            },
          ]
        : [],
    ),
  ]);
}

function clientProblems(options: EsignetOptions): ProductProblem[] {
  const users = Object.keys(options.redirectUris);
  const ids = users.map((user) => clientIdOf(options, user));
  const twice = users.filter((_, index) => ids.indexOf(ids[index] ?? "") !== index);
  const retired = options.retiredClients.filter((id) => ids.includes(id));
  return [
    ...twice.map((user) => ({
      reason: `the client id of ${user} is another part's too`,
      remedy: "give it one of its own",
      option: ["clientIds", user],
    })),
    ...retired.map((id) => ({
      reason: `the client ${id} is in use and retired`,
      remedy: "give its part another id in clientIds, or do not retire it",
      option: ["retiredClients", options.retiredClients.indexOf(id)],
    })),
  ];
}
