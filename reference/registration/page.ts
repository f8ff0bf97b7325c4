import type { Parameter } from "../operation.ts";
import { badRequest } from "../refusal.ts";

/** The names by which the specification sorts lists. */
export const SORT_NAMES = [
  ...["instanceId", "caseInstanceId", "dueDate", "executionId", "caseExecutionId", "assignee", "created"],
  ...["description", "id", "name", "nameCaseInsensitive", "priority"],
] as const;
/** One of them. */
export type SortName = (typeof SORT_NAMES)[number];

const MOST = 1000;

/** The query parameters of a list. */
export const PAGE_QUERY: readonly Parameter[] = [
  { name: "firstResult", type: "integer" },
  { name: "maxResult", type: "integer" },
  { name: "sortBy" },
  { name: "sortOrder" },
];

/** Which part of a list is wanted, and the text of SQL for its order. */
export interface Page {
  readonly first: number;
  readonly most: number;
  readonly order: string;
}

/**
 * Reads which part of a list is wanted. `columns` says by which of ours a name sorts; the others leave the order as it
 * is, by `seq`. Refuses (400) numbers that make no sense, and names or orders that the specification does not have.
 */
export function readPage(
  query: URLSearchParams,
  columns: Partial<Record<SortName, string>>,
  seq: string,
): Page {
  const first = readNumber(query, "firstResult", 0, 0, Number.MAX_SAFE_INTEGER);
  const most = readNumber(query, "maxResult", MOST, 1, MOST);
  const sortBy = query.get("sortBy") || undefined;
  const sortOrder = query.get("sortOrder")?.toLowerCase() || undefined;
  if (sortBy === undefined && sortOrder === undefined) return { first, most, order: seq };
  if (sortBy === undefined || sortOrder === undefined) throw badRequest("sortBy and sortOrder go together");
  const name = SORT_NAMES.find((one) => one === sortBy);
  if (name === undefined) throw badRequest(`sortBy: must be one of ${SORT_NAMES.join(", ")}`);
  if (sortOrder !== "asc" && sortOrder !== "desc") throw badRequest("sortOrder: must be asc or desc");
  const column = columns[name];
  return { first, most, order: column === undefined ? seq : `${column} ${sortOrder}, ${seq}` };
}

function readNumber(
  query: URLSearchParams,
  name: string,
  otherwise: number,
  least: number,
  most: number,
): number {
  const text = query.get(name);
  if (text === null || text === "") return otherwise;
  const value = Number(text);
  if (value < least || value > most) throw badRequest(`${name}: must be from ${least} to ${most}`);
  return value;
}
