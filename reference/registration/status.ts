/** What can become of an application file, as the specification names it (statusModel). */
export const STATUS_TITLES = {
  PENDING: "Pending",
  APPROVED: "Approved",
  SENDBACK: "Sent back",
  REJECTED: "Rejected",
} as const;

/** A code of statusModel. */
export type StatusCode = keyof typeof STATUS_TITLES;

/** What somebody can decide. */
export const DECISIONS = ["APPROVED", "SENDBACK", "REJECTED"] as const;
/** One of them. */
export type Decision = (typeof DECISIONS)[number];

/** A status as answers have it. */
export function describeStatus(code: StatusCode): { readonly code: StatusCode; readonly title: string } {
  return { code, title: STATUS_TITLES[code] };
}

/** Whether nothing more will become of a file. */
export function hasEnded(code: StatusCode): boolean {
  return code === "APPROVED" || code === "REJECTED";
}
