import { z } from "zod";
import { OWN_IMAGE } from "../../own-image.ts";
import { defineProduct, kafka, mysql, type ProductProblem, payments, type Stack } from "../../spi/index.ts";
import { isKnownCurrency } from "./currencies.ts";
import { participantName } from "./names.ts";
import { type MojaloopOptions, MSISDN, SIMULATED } from "./settings.ts";
import { smoke } from "./smoke.ts";

const amount = z.number().min(0).max(99_999_999_999);
const origin = z.url({ protocol: /^https?$/ });

/** Mojaloop's hub with the government as a participant, behind GovStack's G2P routes (docs/products/payments-mojaloop.md). */
export default defineProduct<MojaloopOptions>({
  id: "mojaloop",
  title: "Mojaloop",
  advice:
    "For instant payments between all institutions of a country; needs institutions that take part, and people who run a hub",
  fills: ["payments"],
  licence: "Apache-2.0",
  homepage: "https://mojaloop.io",
  releases: [
    {
      version: "17.2.0",
      images: {
        ledger: "docker.io/mojaloop/central-ledger:v19.12.7",
        transfers: "docker.io/mojaloop/ml-api-adapter:v16.8.2",
        lookup: "docker.io/mojaloop/account-lookup-service:v17.15.2",
        quoting: "docker.io/mojaloop/quoting-service:v17.14.3",
        settlement: "docker.io/mojaloop/central-settlement:v17.3.3",
        oracle: "docker.io/mojaloop/als-msisdn-oracle-svc:v0.0.24",
        client: "docker.io/library/mysql:8.4.8",
        own: OWN_IMAGE,
      },
      govstack: { payments: "3.0" },
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: {
    api: 8080,
    hub: 8081,
    ledger: 3001,
    transfers: 3000,
    lookup: 4002,
    "lookup-admin": 4001,
    quotes: 3002,
    oracle: 3000,
    settlement: 3007,
    dfsps: 8444,
  },
  components: {
    ledger: "central-ledger",
    transfers: "ml-api-adapter",
    lookup: "account-lookup",
    "lookup-admin": "account-lookup-admin",
    quotes: "quoting",
    oracle: "oracle",
    settlement: "settlement",
    dfsps: "simulator",
  },
  provides: () => [{ capability: payments(), port: "api", via: "mediator" }],
  requires: () => [mysql({ major: 5 }), kafka()],
  options: z.strictObject({
    payer: z
      .strictObject({
        fsp: participantName
          .default("govpayer")
          .describe("The name of the government's participant at the hub"),
        netDebitCap: amount
          .default(1_000_000)
          .describe("The most that it may owe, in units of the country's currency"),
        funds: amount
          .default(1_000_000)
          .describe("What is put on its settlement account once; 0 leaves that to the hub's operator"),
      })
      .prefault({})
      .describe("The government's own participant, in whose name the adapter pays"),
    participants: z
      .array(
        z.strictObject({
          name: participantName,
          url: origin.describe("Where the hub calls it back"),
          netDebitCap: amount.default(0).describe("The most that it may owe at first"),
        }),
      )
      .default([])
      .describe("Institutions that take part: the hub learns their names, limits and addresses"),
    simulatedDfsps: z
      .boolean()
      .default(true)
      .describe("Whether two simulated institutions take part, payerfsp and payeefsp"),
    parties: z
      .array(z.string().regex(MSISDN, "a phone number is 5 to 15 digits, with the country's code"))
      .default(["27713803912", "27713803913"])
      .describe("Phone numbers of customers of the simulated payeefsp"),
    authorization: z
      .enum(["automatic", "required"])
      .default("automatic")
      .describe("required: a batch waits until somebody asks for its funds to be authorized"),
    callbackOrigins: z
      .array(origin)
      .default([])
      .describe("Where results may be posted besides the mediator, such as https://mis.gov.example"),
    ledgerDriver: z
      .enum(["mysql2", "mysql"])
      .default("mysql2")
      .describe("mysql for a ledger before 19.12, which then needs MariaDB"),
    partitions: z
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe("Partitions of each topic; by size 1, 6 or 12. They cannot be changed later"),
    addresses: z
      .strictObject({
        ledger: origin.optional(),
        transfers: origin.optional(),
        lookup: origin.optional(),
        lookupAdmin: origin.optional(),
        quotes: origin.optional(),
        oracle: origin.optional(),
        settlement: origin.optional(),
      })
      .default({})
      .describe(
        "Where services of the full chart are (size national), where they are called otherwise than expected",
      ),
  }),
  footprint: {
    demo: { cpu: "600m", memory: "2112Mi", storage: "1Gi" },
    district: { cpu: "4050m", memory: "5760Mi", storage: "10Gi" },
    national: { cpu: "12", memory: "20Gi", storage: "50Gi" },
  },
  needs: [],
  conformance: { basePath: "", headers: {}, port: "api" },
  smoke,
  problems: (stack, _part, options) => problemsOf(stack, options),
});

function problemsOf(stack: Stack, options: MojaloopOptions): ProductProblem[] {
  const { payer, participants, simulatedDfsps } = options;
  const { currency } = stack.country;
  const taken = [payer.fsp, ...(simulatedDfsps ? SIMULATED : [])];
  const twice = participants.findIndex(
    ({ name }, index) =>
      taken.includes(name) || participants.findIndex((other) => other.name === name) < index,
  );
  return [
    ...(isKnownCurrency(currency)
      ? []
      : [
          {
            reason: `Mojaloop's tables do not know the currency ${currency}`,
            remedy: "an ISO 4217 code that they know, or XTS for tests",
          },
        ]),
    ...(SIMULATED.includes(payer.fsp)
      ? [
          {
            reason: `${payer.fsp} is the name of a simulated institution`,
            remedy: "another name for the government's participant",
            option: ["payer", "fsp"],
          },
        ]
      : []),
    ...(twice < 0
      ? []
      : [
          {
            reason: `another participant has the name ${participants[twice]?.name} already`,
            remedy: "a name of its own for each participant",
            option: ["participants", twice, "name"],
          },
        ]),
    ...(simulatedDfsps && stack.environment === "production"
      ? [
          {
            reason: "simulated institutions take real payments, and pay nobody",
            remedy: "simulatedDfsps: false",
            option: ["simulatedDfsps"],
          },
        ]
      : []),
  ];
}
