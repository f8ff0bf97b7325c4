import type { Parameter } from "../operation.ts";
import { badRequest } from "../refusal.ts";

/** A part of a list. */
export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** More would make answers of many megabytes. */
const MOST = 1000;

/** The whole of a list that cannot be long. */
export const ALL: Page = { offset: 0, limit: -1 };

/** The query parameters of every list. */
export const PAGE: readonly Parameter[] = [
  { name: "offset", type: "integer" },
  { name: "limit", type: "integer" },
];

/** The page that a query asks for. Refuses negative numbers. */
export function pageOf(query: URLSearchParams): Page {
  const offset = Number(query.get("offset") ?? 0);
  const limit = Number(query.get("limit") || MOST);
  if (offset < 0 || limit < 0) throw badRequest("offset and limit are counted from 0");
  return { offset, limit: Math.min(limit, MOST) };
}
