import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createTransport, type Transporter } from "nodemailer";
import type { SmtpSettings } from "./settings.ts";

const CONNECT_MS = 10_000;
const SILENCE_MS = 30_000;

/** An e-mail as it is handed over. */
export interface Letter {
  readonly messageId: string;
  readonly date: Date;
  readonly from: Person;
  readonly replyTo?: string | undefined;
  readonly to: Person;
  readonly cc: readonly string[];
  readonly subject: string;
  readonly text: string;
  /** The addresses that it is handed over for; those that the message does not name get it blind. */
  readonly recipients: readonly string[];
}

/** A name, which may be empty, and an address. */
export interface Person {
  readonly name: string;
  readonly address: string;
}

/** A recipient that the mail server did not take, with its reply: 4xx for now, 5xx for good. */
export interface RefusedRecipient {
  readonly address: string;
  readonly reply: number;
}

/** What came of an attempt. `unreachable`: nothing was said about this e-mail. */
export type Handover =
  | { readonly kind: "answered"; readonly refused: readonly RefusedRecipient[] }
  | { readonly kind: "unreachable"; readonly reason: string };

/** A mail server to hand e-mails to. */
export interface MailServer {
  hand(letter: Letter): Promise<Handover>;
  /** Ends all connections, also in the middle of an e-mail. */
  close(): void;
}

/**
 * Connects to a mail server, TLS 1.3 unless `security` is `none`; several e-mails go over one connection. Throws a
 * TypeError where the credentials cannot be read.
 */
export function connectMailServer(
  smtp: Pick<SmtpSettings, "host" | "port" | "security" | "ca">,
  credentialsFolder: string | undefined,
  width: number,
): MailServer {
  const { host, port, security, ca } = smtp;
  const transport = createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    tls: { minVersion: "TLSv1.3", ...(ca === undefined ? {} : { ca }) },
    ...(credentialsFolder === undefined ? {} : { auth: readCredentials(credentialsFolder) }),
    pool: true,
    maxConnections: width,
    maxRequeues: 1,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { hand: (letter) => hand(transport, letter), close: () => transport.close() };
}

function readCredentials(folder: string): { user: string; pass: string } {
  try {
    const read = (name: string) => readFileSync(join(folder, name), "utf8").trim();
    return { user: read("username"), pass: read("password") };
  } catch (error) {
    throw new TypeError(`the mail server's credentials cannot be read: ${(error as Error).message}`);
  }
}

async function hand(transport: Transporter, { recipients, ...letter }: Letter): Promise<Handover> {
  try {
    const { rejectedErrors } = await transport.sendMail({
      ...letter,
      to: { ...letter.to },
      cc: [...letter.cc],
      envelope: { from: letter.from.address, to: [...recipients] },
    });
    return { kind: "answered", refused: (rejectedErrors ?? []).map(refusedRecipient) };
  } catch (error) {
    return judge(error as SmtpError, recipients);
  }
}

/** An error of nodemailer; `responseCode` is the mail server's reply, `command` what it replied to. */
interface SmtpError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly command?: string;
  readonly recipient?: string;
  readonly rejectedErrors?: readonly SmtpError[];
}

/** The commands that are about an e-mail; what is said to others is about the connection. */
const ABOUT_EMAIL = /^(?:MAIL FROM|RCPT TO|DATA)/;

function judge(error: SmtpError, recipients: readonly string[]): Handover {
  const { rejectedErrors = [], responseCode, command = "" } = error;
  if (command === "RCPT TO" && rejectedErrors.length > 0)
    return { kind: "answered", refused: rejectedErrors.map(refusedRecipient) };
  if (responseCode !== undefined && ABOUT_EMAIL.test(command))
    return { kind: "answered", refused: recipients.map((address) => ({ address, reply: responseCode })) };
  return { kind: "unreachable", reason: error.code ?? error.name };
}

function refusedRecipient({ recipient = "", responseCode = 450 }: SmtpError): RefusedRecipient {
  return { address: recipient, reply: responseCode };
}
