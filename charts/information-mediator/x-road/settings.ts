/** A security server and the organization that it is of. */
export interface ServerSetup {
  /** The organization's key in the profile. */
  readonly organization: string;
  readonly memberClass: string;
  readonly memberCode: string;
  readonly memberName: string;
  readonly serverCode: string;
  /** The name by which other security servers find it: registered, without a port. */
  readonly address: string;
  /** Base URL of its administration, without a slash at its end. */
  readonly adminUrl: string;
  /** Base URL at which its organization's systems send their messages. */
  readonly messageUrl: string;
  /** Base URL at which it says whether it is well. */
  readonly healthUrl: string;
  readonly user: string;
  readonly passwordFile: string;
  readonly pinFile: string;
  /** Certificates (PEM) that an authority gave by hand for its requests. */
  readonly certificates?: CertificateTexts | undefined;
}

/** Certificates as PEM; one that is not there yet is waited for. */
export interface CertificateTexts {
  readonly authentication?: string | undefined;
  readonly signing?: string | undefined;
}

/** A service of a subsystem, and the subsystems that may call it, as `INSTANCE:CLASS:MEMBER:SUBSYSTEM`. */
export interface ServiceSetup {
  readonly code: string;
  /** Where the server sends calls: an `http:` or `https:` URL without a slash at its end. */
  readonly url: string;
  /** The authority (PEM) of an `https:` service that is outside the stack. */
  readonly certificate?: string | undefined;
  readonly callers: readonly string[];
}

/** A subsystem of a member: a part. */
export interface ClientSetup {
  /** The organization whose server it is on. */
  readonly organization: string;
  readonly subsystem: string;
  readonly services: readonly ServiceSetup[];
}

/** An instance of one's own: the central server, and the authority for tests that it trusts. */
export interface DevelopmentSetup {
  readonly central: {
    readonly adminUrl: string;
    /** Where security servers download the global configuration. */
    readonly configurationUrl: string;
    /** Its name without a port; it never changes. */
    readonly address: string;
    readonly user: string;
    readonly passwordFile: string;
    readonly pinFile: string;
  };
  readonly authority: {
    /** The common name of its certificate. */
    readonly name: string;
    readonly signUrl: string;
    /** Its OCSP responder and its time stamps, as security servers reach them. */
    readonly statusUrl: string;
    readonly timeUrl: string;
  };
}

/** An instance that others run, to which the servers are added. */
export interface MembershipSetup {
  /** The anchor of its internal configuration: the XML itself, or the URL to read it from. */
  readonly anchor: string;
  /** What the operator says that the anchor's hash is. */
  readonly anchorHash?: string | undefined;
  readonly authority: {
    readonly name: string;
    /** Certificates are ordered by ACME; else they are asked for by hand. */
    readonly acme: boolean;
    /** Fields of a certificate's subject that the authority wants and nothing else tells. */
    readonly fields: Readonly<Record<string, string>>;
  };
  /** The URL of the time stamps to use; the first that the instance offers by default. */
  readonly timeStamps?: string | undefined;
}

/** What the bootstrap job is told; secrets by the files that they are mounted at. */
export interface XRoadSetup {
  readonly instance: string;
  /** Two letters, for certificates that name a country. */
  readonly country: string;
  /** Whether messages are logged with time stamps. */
  readonly logsMessages: boolean;
  /** Seconds that a service may take to answer. */
  readonly serviceTimeout: number;
  /** In an instance of one's own, the first one serves the instance's management services. */
  readonly servers: readonly ServerSetup[];
  readonly clients: readonly ClientSetup[];
  readonly development?: DevelopmentSetup | undefined;
  readonly membership?: MembershipSetup | undefined;
}

/** The subsystem of the instance's management services, a member of the first server's organization. */
export const MANAGEMENT = "MANAGEMENT";

/** A member as the APIs write it: `INSTANCE:CLASS:MEMBER`. */
export function memberId(setup: Pick<XRoadSetup, "instance">, server: ServerSetup): string {
  return [setup.instance, server.memberClass, server.memberCode].join(":");
}

/** A subsystem of a server's organization as the APIs write it. */
export function clientId(
  setup: Pick<XRoadSetup, "instance">,
  server: ServerSetup,
  subsystem: string,
): string {
  return `${memberId(setup, server)}:${subsystem}`;
}

/** A security server as the APIs write it. */
export function serverId(setup: Pick<XRoadSetup, "instance">, server: ServerSetup): string {
  return `${memberId(setup, server)}:${server.serverCode}`;
}
