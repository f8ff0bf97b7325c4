import type { Store } from "../store.ts";
import { domainOf } from "./address.ts";
import { recordAudit } from "./audit.ts";
import { Courier, type Errand, pauseAfter } from "./courier.ts";
import type { Content } from "./email.ts";
import type { Handover, Letter, MailServer, RefusedRecipient } from "./mail-server.ts";
import { type DueEmail, deferEmail, endEmail, findDueEmails, nextEmailAt } from "./queue.ts";
import { PLACES, type SealedRecipient } from "./requests.ts";
import type { MessagingSettings } from "./settings.ts";
import type { EndState } from "./status.ts";
import type { Vault } from "./vault.ts";

/** Connections to the mail server, and so e-mails at a time. */
export const EMAIL_WIDTH = 4;
const HOUR = 3_600_000;
const FOR_GOOD = 500;

/** What the courier of e-mails works with. */
export interface Post {
  readonly store: Store;
  readonly vault: Vault;
  readonly settings: MessagingSettings;
  /** Resolves when there is a mail server to hand e-mails to. */
  readonly mailServer: Promise<MailServer>;
  /** The sender's address where neither the settings nor the request have one. */
  readonly nobody: string;
  /** Called when a request may have come to its end. */
  readonly onEnd: () => void;
}

/** What an attempt means for an e-mail: its end, or another attempt for those who are left. */
type Fate =
  | { readonly state: EndState; readonly reply: number | undefined }
  | { readonly state: "deferred"; readonly reply: number | undefined; readonly recipient: SealedRecipient };

/** Makes the courier of e-mails: each is handed over until the mail server has taken or refused it, or it is too old. */
export function createEmailCourier(post: Post): Courier<DueEmail> {
  const { store, vault, settings, onEnd } = post;
  const attempt = async (due: DueEmail): Promise<"done" | "unreachable"> => {
    const content = vault.open<Content>(PLACES.content(due.request), due.sealedContent);
    const recipient = vault.open<SealedRecipient>(
      PLACES.recipient(due.request, due.position),
      due.sealedRecipient,
    );
    const letter = writeLetter(post, due, content, recipient);
    const handover = await (await post.mailServer).hand(letter);
    const unreachable = handover.kind === "unreachable";
    // An attempt that the end of the server broke off says nothing of the mail server.
    if (courier.closed && unreachable) return "unreachable";
    const tooOld = Date.now() - due.since >= settings.giveUpAfterHours * HOUR;
    const fate = judge(recipient, letter.recipients, handover, tooOld);
    await store.write((db) => {
      if (fate.state === "deferred") {
        const nextAt = Date.now() + pauseAfter(due.attempts, settings.retryBaseMs);
        deferEmail(db, vault, due, { ...fate, nextAt });
      } else endEmail(db, due, { ...fate, state: fate.state, keepContent: settings.keepContentHours > 0 });
      const { uid: request, position, correlationId } = due;
      const outcome = unreachable ? `${fate.state} ${handover.reason}` : `${fate.state} ${fate.reply ?? 250}`;
      recordAudit(db, { kind: "email", request, position, outcome, correlationId });
    });
    if (fate.state !== "deferred") onEnd();
    return unreachable ? "unreachable" : "done";
  };
  const errand: Errand<DueEmail> = {
    findDue: (now, limit) => store.read((db) => findDueEmails(db, now, limit)),
    nextAt: (now) => store.read((db) => nextEmailAt(db, now)),
    attempt,
    width: EMAIL_WIDTH,
    retryBaseMs: settings.retryBaseMs,
  };
  const courier = new Courier(errand);
  return courier;
}

function writeLetter(
  { settings, nobody }: Post,
  due: DueEmail,
  { senderInfo = {}, emailContent }: Content,
  recipient: SealedRecipient,
): Letter {
  const { emailCC = [], emailBCC = [] } = recipient;
  const address = settings.smtp?.from ?? senderInfo.email ?? nobody;
  const answersTo = senderInfo.replyTo ?? senderInfo.email;
  return {
    // The same at every attempt, so that whoever gets an e-mail twice can tell.
    messageId: `<${due.uid}.${due.position}@${domainOf(address)}>`,
    date: new Date(due.createdAt),
    from: {
      name: senderInfo.name ?? senderInfo.onBehalfOfName ?? senderInfo.organisationName ?? "",
      address,
    },
    replyTo: answersTo === address ? undefined : answersTo,
    to: { name: recipient.name ?? "", address: recipient.email },
    cc: emailCC,
    subject: emailContent.title ?? "",
    text: emailContent.content,
    recipients: recipient.left ?? [...new Set([recipient.email, ...emailCC, ...emailBCC])],
  };
}

/** What an attempt means for an e-mail. */
function judge(
  recipient: SealedRecipient,
  asked: readonly string[],
  handover: Handover,
  tooOld: boolean,
): Fate {
  if (handover.kind === "answered") return judgeAnswer(recipient, asked, handover.refused, tooOld);
  if (!tooOld) return { state: "deferred", reply: undefined, recipient };
  return { state: recipient.reached === true ? "delivered" : "notSent", reply: undefined };
}

/** The e-mail has the fate of its first recipient; copies that were refused for now are tried again all the same. */
function judgeAnswer(
  recipient: SealedRecipient,
  asked: readonly string[],
  refused: readonly RefusedRecipient[],
  tooOld: boolean,
): Fate {
  const own = refused.find(({ address }) => address === recipient.email)?.reply;
  const reached = recipient.reached === true || (asked.includes(recipient.email) && own === undefined);
  const left = refused.filter(({ reply }) => reply < FOR_GOOD).map(({ address }) => address);
  const reply = own ?? refused[0]?.reply;
  if (own !== undefined && own >= FOR_GOOD) return { state: "bounced", reply };
  if (left.length === 0 || tooOld) return { state: reached ? "delivered" : "notSent", reply };
  return { state: "deferred", reply, recipient: { ...recipient, left, reached } };
}
