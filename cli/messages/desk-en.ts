import { examples } from "./command-examples.ts";

/** What `country-stack desk` says, and `up` of the desk. */
export const deskTalk = {
  description: "open the pages at which officers enrol and pay, for a stack that runs",
  portOption: "port of 127.0.0.1 to listen on; 0 lets the system choose",
  examples: examples("desk country.yaml", "desk country.yaml --target cluster --port 8070"),
  open: (url: string) => `The ministry's desk for social cash transfers: ${url}`,
  openUntil: "Ctrl-C closes it.",
  notOpened: (reason: string) => `The ministry's desk is not open: ${reason}.`,
  noUseCase: (stack: string) =>
    `stack ${stack} has no use case with a desk: the profile's useCases do not name unconditional-social-cash-transfer`,
  noSink: "the payment system has nowhere to call back",
  badPort: (text: string) => `--port takes a number from 0 to 65535, not ${JSON.stringify(text)}`,
} as const;
