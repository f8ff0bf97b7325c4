import { examples } from "./command-examples.ts";

/** What `country-stack support-bundle` says. */
export const supportTalk = {
  description:
    "write what others need to help with a stack: versions, statuses, warnings, logs; no secrets, no personal data",
  outOption: "the file that is written (default: STACK-support.json)",
  logsOption: "a part whose log is to be in it, beside those of our own servers",
  examples: examples(
    "support-bundle country.yaml --target cluster",
    "support-bundle country.yaml --target cluster --logs identity",
  ),
  noSecrets: (reason: string) =>
    `the Secrets cannot be read (${reason}), so that what they hold cannot be kept out: warnings and logs are left out`,
  wrote: (file: string, bytes: number) => `wrote ${file} (${bytes} bytes)`,
  read: "Read it before you send it: what is known to be secret or personal is covered, and a machine does not know all",
};
