import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import type { SmtpSettings } from "./settings.ts";

/** A mail server on loopback that a test has in its hand. */
export interface ExampleMailServer {
  readonly smtp: SmtpSettings;
  /** The messages that it took, as they came. */
  readonly taken: string[];
  /** The recipients of each of them. */
  readonly recipients: (readonly string[])[];
  close(): Promise<void>;
}

/** An error with which the server refuses a command. */
export function refusal(reply: number): Error {
  return Object.assign(new Error("refused"), { responseCode: reply });
}

/** Starts one; `options` go over those of a server that takes everything without encryption. */
export async function startMailServer(options: SMTPServerOptions = {}, port = 0): Promise<ExampleMailServer> {
  const taken: string[] = [];
  const recipients: (readonly string[])[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 50,
    onData: (stream, { envelope }, answer) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        taken.push(Buffer.concat(chunks).toString("utf8"));
        recipients.push(envelope.rcptTo.map(({ address }) => address));
        answer(null);
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  const listening = server.listen(port, "127.0.0.1");
  await new Promise((resolve) => listening.once("listening", resolve));
  return {
    smtp: {
      host: "127.0.0.1",
      port: (listening.address() as AddressInfo).port,
      security: "none",
      from: "no-reply@gov.example",
    },
    taken,
    recipients,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
