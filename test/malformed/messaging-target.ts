import type { Target } from "./target.ts";

const UID = "UfQK-CPju-Ea5B-6y7X-8A72-VqU5";
const APIKEY = "key-1";
const batchOf = (...emails: readonly string[]): string =>
  Buffer.from(JSON.stringify(emails.map((email) => ({ recipientInfo: { email } })))).toString("base64");

/** A messaging server with its own mailbox and one request that everybody may see. */
export function createMessagingTarget(): Target {
  const emailContent = { title: "Hello", content: "A test" };
  return {
    block: "messaging",
    seed: {
      requests: [
        {
          requestUid: UID,
          emailContent,
          recipients: [{ recipientInfo: { email: "a@mail.example" }, status: "delivered" }],
        },
      ],
    },
    beyond: [],
    allowed: [],
    words: () => ({
      apiKey: [APIKEY, "key-2"],
      requestUid: [UID, UID, "none"],
      status: ["delivered", "scheduled,deferred", "bounced,lost"],
      position: ["0", "1", "-1"],
      to: ["a@mail.example", "b"],
      client: ["SANDBOX/GOV/9/client-1"],
      URI: ["http://127.0.0.1:9/back", "https://back.example/x", "ftp://x"],
      email: ["a@mail.example", "bounce@mail.example", "nobody"],
      replyTo: ["desk@mail.example"],
      emailCC: ["b@mail.example", "b@mail.example, c@mail.example", ""],
      emailBCC: ["d@mail.example"],
      batchEmailAsBase64: [
        batchOf("a@mail.example"),
        batchOf("a@mail.example", "nobody"),
        batchOf(...Array.from({ length: 50 }, (_, index) => `p${index}@mail.example`)),
        "AAAA",
      ],
      encoding: ["UTF-8", "latin1"],
      title: ["Hello", "a\r\nBcc: x@mail.example", "漢"],
      content: ["A test", Buffer.from("A test").toString("base64")],
      meta: ["reply"],
    }),
    restore: async () => undefined,
    check: async (caller) => {
      const headers = { apiKey: APIKEY };
      const body = { recipientInfo: { email: "a@mail.example" }, emailContent };
      await caller.expect({ method: "POST", path: "/send/email/single", headers, body }, 200);
      const path = "/status/email?status=delivered";
      await caller.expect({ method: "GET", path, headers: { ...headers, requestUid: UID } }, 200);
    },
  };
}
