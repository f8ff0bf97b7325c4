import type { Reply } from "../ask-app.ts";
import type { Receiver, StartedPayments } from "./started-payments.ts";

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Record<string, string>;
  readonly answer: Reply;
}

/** Headers that all of P2G and batches want. */
export const TENANT = { "Platform-TenantId": "t", "X-CorrelationID": "c" } as const;

/** What the parts of a model share: the server, its call-backs, all that was sent, and what accounts should hold. */
export class ModelSession {
  readonly server: StartedPayments;
  readonly receiver: Receiver;
  /** Minor units by account. */
  readonly balances: Map<string, number>;
  readonly sent: Sent[] = [];
  #counter = 0;

  constructor(server: StartedPayments, receiver: Receiver, balances: Readonly<Record<string, number>>) {
    this.server = server;
    this.receiver = receiver;
    this.balances = new Map(Object.entries(balances));
  }

  /** Sends a request, and keeps it for replays. */
  async send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Reply> {
    const answer = await this.server.send(method, path, body, headers);
    if (answer.status >= 500) throw new Error(`${method} ${path} was answered ${answer.status}`);
    this.sent.push({ method, path, body, headers, answer });
    return answer;
  }

  /** An id that no other request has. */
  nextId(): string {
    return `n${this.nextNumber()}`;
  }

  /** A number that no other request has. */
  nextNumber(): number {
    this.#counter += 1;
    return this.#counter;
  }

  /** What an account should hold. */
  of(account: string): number {
    return this.balances.get(account) ?? 0;
  }

  /** Changes what an account should hold. */
  add(account: string, minor: number): void {
    this.balances.set(account, this.of(account) + minor);
  }

  /** Moves money as the server should. */
  move(from: string, to: string, minor: number): void {
    this.add(from, -minor);
    this.add(to, minor);
  }
}

/** The server answered another thing than the model. */
export class Surprise extends Error {}

/** Throws a {@link Surprise} where the two differ. */
export function agree(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Surprise(`answered ${String(actual)}, expected ${String(expected)}`);
}

/** Decimal text in units of the currency. */
export function unitsOf(minor: number): string {
  return (minor / 100).toFixed(2);
}

/** Minor units of what the ledger shows. */
export function minorOf(units: string): number {
  return Number(units.replace(".", ""));
}
