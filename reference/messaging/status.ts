/** The states of an e-mail that the specification counts, in its order. */
export const STATUSES = ["scheduled", "processing", "deferred", "bounced", "notSent", "delivered"] as const;
/** What can be said of an e-mail. */
export type Status = (typeof STATUSES)[number];
/** What is stored; that an e-mail is being processed only the running server knows. */
export type State = Exclude<Status, "processing">;
/** States from which nothing goes on by itself. */
export type EndState = Extract<State, "bounced" | "notSent" | "delivered">;
