import { z } from "zod";
import { isAddress, isHeaderText } from "./address.ts";

const MOST_COPIES = 20;
const MOST_RECIPIENTS = 10_000;

const line = z.string().max(400).refine(isHeaderText, "must not have line breaks or control characters");
const address = z.string().refine(isAddress, "must be an e-mail address, local@domain");
const copies = z
  .string()
  .transform((text) => (text.trim() === "" ? [] : text.split(",").map((one) => one.trim())))
  .pipe(z.array(address).max(MOST_COPIES));
/** Absent, null and empty are the same: forms send what nobody filled in. */
const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === null || value === "" ? undefined : value), schema.optional());

const callback = z.object({
  URI: z
    .string()
    .max(2000)
    .refine(isWebAddress, "must be an http or https address without user and password"),
});

const senderInfo = z.object({
  organisationName: optional(line),
  organisationRegNr: optional(line),
  onBehalfOfName: optional(line),
  onBehalfOfRegNr: optional(line),
  email: optional(address),
  replyTo: optional(address),
  name: optional(line),
});

/** Who gets an e-mail, as the specification's recipientInfo has it. */
export const RECIPIENT = z.object({
  email: address,
  emailCC: optional(copies),
  emailBCC: optional(copies),
  name: optional(line),
});

/** The specification's emailContent. */
export const CONTENT = z.object({
  encoding: optional(z.string().refine((text) => /^utf-?8$/i.test(text), "must be UTF-8")),
  title: optional(line),
  content: z.string().min(1, "must not be empty"),
});

/** The specification's senderInfo; all of it may be absent. */
export const SENDER = optional(senderInfo);

const shared = {
  callback: optional(callback),
  callbackURI: optional(callback),
  senderInfo: SENDER,
  emailContent: CONTENT,
};

/** The body of a single e-mail. */
export const EMAIL = z.object({ ...shared, recipientInfo: RECIPIENT });

/** The body of a batch; its recipients are still in base64. */
export const BATCH = z.object({
  ...shared,
  recipientInfo: z.object({ batchEmailAsBase64: z.string().min(1, "must not be empty") }),
});

const ENTRIES = z
  .array(z.preprocess(unwrap, RECIPIENT))
  .min(1, "must have a recipient")
  .max(MOST_RECIPIENTS, `must have ${MOST_RECIPIENTS} recipients at most`);

/** A recipient, read. */
export type Recipient = z.output<typeof RECIPIENT>;

/** What all e-mails of a request have in common. */
export type Content = Pick<z.output<typeof EMAIL>, "senderInfo" | "emailContent">;

/** Decodes the recipients of a batch. A text instead of them is the sentence that says what is wrong. */
export function readRecipients(base64: string): Recipient[] | string {
  const place = "recipientInfo.batchEmailAsBase64";
  const text = base64.replace(/\s/g, "");
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return `${place}: is not base64`;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "base64")));
  } catch {
    return `${place}: is not JSON in base64`;
  }
  const parsed = ENTRIES.safeParse(value);
  if (parsed.success) return parsed.data;
  const first = parsed.error.issues[0];
  return `${[place, ...(first?.path ?? [])].join(".")}: ${first?.message}`;
}

function unwrap(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "recipientInfo")) return value;
  return (value as { readonly recipientInfo: unknown }).recipientInfo;
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text) || !isHeaderText(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && username === "" && password === "";
}
