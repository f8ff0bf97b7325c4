import type { Address } from "./topics/broker.ts";

/** Mojaloop's options in a profile. */
export interface MojaloopOptions {
  readonly payer: PayerOptions;
  readonly participants: readonly ParticipantOptions[];
  readonly simulatedDfsps: boolean;
  readonly parties: readonly string[];
  readonly authorization: "automatic" | "required";
  readonly callbackOrigins: readonly string[];
  readonly ledgerDriver: "mysql2" | "mysql";
  readonly partitions?: number | undefined;
  readonly addresses: { readonly [Service in keyof HubAddresses]?: string | undefined };
}

/** The government's own participant, in whose name the adapter pays. Amounts in whole units of the currency. */
export interface PayerOptions {
  readonly fsp: string;
  readonly netDebitCap: number;
  readonly funds: number;
}

/** An institution that takes part. */
export interface ParticipantOptions {
  readonly name: string;
  readonly url: string;
  readonly netDebitCap: number;
}

/** Base URLs of the hub's services inside the cluster, without a slash at their end. */
export interface HubAddresses {
  /** central-ledger's administration. */
  readonly ledger: string;
  /** ml-api-adapter: FSPIOP `/transfers`. */
  readonly transfers: string;
  /** account-lookup-service: FSPIOP `/parties` and `/participants`. */
  readonly lookup: string;
  /** account-lookup-service's administration. */
  readonly lookupAdmin: string;
  /** quoting-service: FSPIOP `/quotes`. */
  readonly quotes: string;
  /** The oracle of phone numbers. */
  readonly oracle: string;
  /** central-settlement, below `/v2`. */
  readonly settlement: string;
}

/** What the job that makes topics is told. */
export interface TopicSettings {
  readonly broker: Address;
  readonly topics: readonly string[];
  readonly partitions: number;
}

/** What the init container that waits is told. */
export interface AwaitSettings {
  readonly broker?: Address | undefined;
  /** Names of topics that have to be there. */
  readonly topics: readonly string[];
  /** URLs that have to be answered with a 2xx. */
  readonly healthy: readonly string[];
}

/** What the bootstrap job is told. */
export interface HubSetup {
  readonly currency: string;
  readonly hub: HubAddresses;
  readonly dfsps: readonly DfspSetup[];
}

/** A participant of the hub. Amounts in whole units of the currency. */
export interface DfspSetup {
  readonly name: string;
  /** The base URL at which the hub calls it back. */
  readonly url: string;
  readonly netDebitCap: number;
  /** Put on its settlement account once; 0 leaves that to the hub's operator. */
  readonly funds: number;
  /** Phone numbers of its customers, which it registers with the account lookup. */
  readonly parties: readonly string[];
}

/** What the simulated institutions are told. */
export interface SimulatorSettings {
  readonly port: number;
  readonly hub: Pick<HubAddresses, "transfers" | "lookup" | "quotes">;
  /** The file with what the institutions make fulfilments of. */
  readonly secretFile: string;
  readonly dfsps: readonly { readonly name: string; readonly parties: readonly string[] }[];
}

/** What the adapter is told. */
export interface AdapterSettings {
  /** Where GovStack's routes are served. */
  readonly port: number;
  /** Where the hub calls back; a port of its own, so that nobody else reaches it. */
  readonly hubPort: number;
  readonly dataFolder: string;
  /** The name of the government's participant. */
  readonly fsp: string;
  readonly currency: string;
  readonly hub: HubAddresses;
  /** Whether a batch waits until its funds are authorized. */
  readonly authorization: "automatic" | "required";
  /** Origins (`https://host:port`) to which results may be posted, as X-Callback-URL asks. */
  readonly callbackOrigins: readonly string[];
  /** Milliseconds that the hub is waited for; tests shorten it. */
  readonly patience?: number | undefined;
}

/** The phone number form that the oracle takes: digits of E.164, without the plus sign. */
export const MSISDN: RegExp = /^[1-9]\d{4,14}$/;

/** The names of the two simulated institutions. */
export const SIMULATED: readonly [payer: string, payee: string] = ["payerfsp", "payeefsp"];
