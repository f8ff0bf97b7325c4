import { defineOperation, type Operation } from "../operation.ts";
import type { Mailbox } from "./mailbox.ts";
import { PAGE_HEADERS, writeMailboxPage } from "./mailbox-page.ts";

const QUERY = [{ name: "to" }] as const;

/** What shows the mailbox of development: none where there is none. */
export function developmentOperations(mailbox: Mailbox | undefined): readonly Operation[] {
  if (mailbox === undefined) return [];
  const wanted = (query: URLSearchParams) => query.get("to")?.trim() || undefined;
  return [
    defineOperation({
      id: "listMessages",
      summary: "The e-mails in the mailbox of development",
      method: "GET",
      path: "/development/messages",
      query: QUERY,
      responses: { 200: "The newest first" },
      handle: ({ query }) => ({
        status: 200,
        body: { messages: mailbox.list(wanted(query)) },
        headers: { "Cache-Control": "no-store" },
      }),
    }),
    defineOperation({
      id: "showMailbox",
      summary: "The mailbox of development as a page",
      method: "GET",
      path: "/development/mailbox",
      query: QUERY,
      responses: { 200: "A page" },
      handle: ({ query }) => ({
        status: 200,
        body: writeMailboxPage(mailbox.list(wanted(query)), wanted(query)),
        contentType: "text/html; charset=utf-8",
        headers: PAGE_HEADERS,
      }),
    }),
  ];
}
