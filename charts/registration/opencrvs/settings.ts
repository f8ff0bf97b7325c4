/** OpenCRVS' options in a profile. */
export interface OpencrvsOptions {
  readonly countryConfig: { readonly image: string; readonly tag: string };
  readonly hostname?: string | undefined;
  readonly separator: "." | "-";
  readonly tlsSecret?: string | undefined;
  readonly languages: readonly string[];
  readonly seed: boolean;
  readonly ingressNamespace?: string | undefined;
  readonly stores: Stores | "included";
}

/** Where the stores are that a country already has; their logins stand in Secrets of the names that OpenCRVS knows. */
export interface Stores {
  readonly postgres: string;
  readonly elasticsearch: string;
  readonly objectStorage: string;
  readonly redis: string;
  readonly mongodb: string;
  readonly influxdb: string;
}

/** What the job that publishes the signing certificate is told. */
export interface PublishKey {
  readonly namespace: string;
  /** The ConfigMap, its key, and the file whose text becomes the value. */
  readonly name: string;
  readonly key: string;
  readonly file: string;
  readonly labels: Readonly<Record<string, string>>;
}
