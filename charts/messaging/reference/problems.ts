import type { Part, ProductProblem, Stack } from "../../spi/index.ts";
import type { MessagingOptions } from "./options.ts";

/** What of a profile the messaging server cannot work with, before anything is installed. */
export function problemsOf({ environment }: Stack, _: Part, { smtp }: MessagingOptions): ProductProblem[] {
  if (environment === "development") return [];
  if (smtp === undefined) {
    const reason =
      "outside of development there is no mailbox inside of the server, and so no way for e-mails";
    return [{ reason, remedy: "set smtp to the country's mail server" }];
  }
  if (smtp.security !== "none") return [];
  const reason = "without encryption everybody on the way reads the e-mails";
  return [{ reason, remedy: "set security to tls or starttls", option: ["smtp", "security"] }];
}
