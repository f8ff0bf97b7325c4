import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Journey } from "./journey.ts";

/** Somebody of the ministry, as its own register of officers has them. */
export interface Officer {
  readonly name: string;
  readonly email: string;
  readonly duties: readonly string[];
}

/** A sign-in that is under way at identity. */
export interface Pending {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** The application whose applicant signs in; undefined where the officer does. */
  readonly application?: string;
}

/** What the desk knows of one browser. */
export interface Session {
  readonly csrf: string;
  officer?: Officer;
  idToken?: string;
  pending?: Pending;
  /** What the last button did. */
  journey?: Journey;
  /** When it was used last, in milliseconds since 1970. */
  usedAt: number;
}

const COOKIE = "country-stack-desk";
const IDLE_MS = 30 * 60_000;
const MOST_SESSIONS = 1000;

/** The sessions of a desk, in memory only; one that nobody has used for half an hour ends. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  /** The session of a browser; a new one where it has none. */
  of(context: Context): Session {
    const known = this.#sessions.get(getCookie(context, COOKIE) ?? "");
    const now = Date.now();
    if (known !== undefined && now - known.usedAt < IDLE_MS) {
      known.usedAt = now;
      return known;
    }
    return this.begin(context);
  }

  /** A new session, under a new number: nobody who knew the old one gets into it. */
  begin(context: Context): Session {
    this.end(context);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size >= MOST_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    const session: Session = { csrf: newSecret(), usedAt: Date.now() };
    const id = newSecret();
    this.#sessions.set(id, session);
    // The desk listens on loopback without TLS, where a Secure cookie would be lost in some browsers.
    setCookie(context, COOKIE, id, { httpOnly: true, sameSite: "Lax", path: "/" });
    return session;
  }

  end(context: Context): void {
    this.#sessions.delete(getCookie(context, COOKIE) ?? "");
  }
}

/** Whether a form came from a page of this session. */
export function isOwnForm(session: Session, given: unknown): boolean {
  const wanted = Buffer.from(session.csrf);
  const got = Buffer.from(typeof given === "string" ? given : "");
  return got.length === wanted.length && timingSafeEqual(got, wanted);
}

function newSecret(): string {
  return randomBytes(24).toString("base64url");
}
