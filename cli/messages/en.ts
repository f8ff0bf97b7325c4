import type { IssueCode } from "../../profiles/issue.ts";
import { fileMessages } from "./issues-file-en.ts";
import { imageMessages } from "./issues-image-en.ts";
import { linkMessages } from "./issues-link-en.ts";
import { nameMessages } from "./issues-name-en.ts";
import { releaseMessages } from "./issues-release-en.ts";
import { ruleMessages } from "./issues-rule-en.ts";
import { shapeMessages } from "./issues-shape-en.ts";
import { swapMessages } from "./issues-swap-en.ts";
import type { Message } from "./message.ts";

/** What a person reads about each kind of trouble, in English. */
export const messages: Readonly<Record<IssueCode, Message>> = {
  ...fileMessages,
  ...shapeMessages,
  ...nameMessages,
  ...linkMessages,
  ...ruleMessages,
  ...imageMessages,
  ...swapMessages,
  ...releaseMessages,
};
