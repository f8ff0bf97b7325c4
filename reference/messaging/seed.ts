import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { firstRow, runSql } from "../sql.ts";
import { CONTENT, RECIPIENT, SENDER } from "./email.ts";
import { addRequest } from "./requests.ts";
import type { Vault } from "./vault.ts";

const SEED = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        requestUid: z.string().regex(/^[A-Za-z0-9-]{1,64}$/, "letters, digits and -, 64 at most"),
        senderInfo: SENDER,
        emailContent: CONTENT,
        recipients: z
          .array(
            z.strictObject({
              recipientInfo: RECIPIENT,
              status: z.enum(["delivered", "bounced", "notSent"]).optional(),
            }),
          )
          .min(1),
      }),
    )
    .default([]),
});

/** The seed document of this block (docs/seeds.md), read. */
export type Seed = z.output<typeof SEED>;

/**
 * Reads a seed document. Throws a TypeError with one sentence that names the place; `sends` tells whether e-mails without
 * a status may be sent.
 */
export function readSeed(value: unknown, sends: boolean): Seed {
  const parsed = SEED.safeParse(value);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new TypeError(`${["seed", ...(first?.path ?? [])].join(".")}: ${first?.message}`);
  }
  const known = new Set<string>();
  for (const [index, { requestUid, recipients }] of parsed.data.requests.entries()) {
    const place = `seed.requests.${index}`;
    if (known.has(requestUid)) throw new TypeError(`${place}: ${requestUid} is there twice`);
    known.add(requestUid);
    const open = recipients.findIndex(({ status }) => status === undefined);
    if (open >= 0 && !sends)
      throw new TypeError(
        `${place}.recipients.${open}: needs a status, for a seed sends nothing to a mail server`,
      );
  }
  return parsed.data;
}

/** Fills an empty store: every key may ask about the seed's requests, since a seed holds no keys. One that ever held something stays as it is. */
export function loadSeed(db: DatabaseSync, vault: Vault, { requests }: Seed): void {
  const used = firstRow(db, "SELECT 1 FROM request UNION SELECT 1 FROM meta WHERE key = 'seeded' LIMIT 1");
  if (used !== undefined) return;
  for (const { requestUid, senderInfo, emailContent, recipients } of requests) {
    addRequest(db, vault, {
      uid: requestUid,
      content: { senderInfo, emailContent },
      correlationId: "seed",
      priority: 1,
      recipients: recipients.map(({ recipientInfo, status }) => ({
        recipient: recipientInfo,
        state: status,
      })),
    });
  }
  runSql(db, "INSERT INTO meta (key, value) VALUES ('seeded', 'true')");
}
