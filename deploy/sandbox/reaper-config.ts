/** An address at which the API server answers. */
export interface ApiAddress {
  readonly address: string;
  readonly port: number;
}

/** What a reaper is told: its own sandbox, and nothing of others. */
export interface ReaperConfig {
  readonly sandbox: string;
  /** When the sandbox goes where its record cannot be read: RFC 3339, UTC. */
  readonly expires: string;
  /** The namespaces of the parts. */
  readonly namespaces: readonly string[];
  /** The reaper's own namespace, which goes last and takes the reaper's rights with it. */
  readonly ownNamespace: string;
  /** Where pods reach the API server: the Service's own addresses, and those behind it. */
  readonly apiServers: readonly ApiAddress[];
}

/** The namespace of a sandbox's reaper: two hyphens, which no part's namespace has at that place. */
export function reaperNamespace(sandbox: string): string {
  return `${sandbox}--reaper`;
}
