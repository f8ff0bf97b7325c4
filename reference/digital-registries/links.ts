import type { Call } from "../operation.ts";
import type { ListRequest } from "./list.ts";

const PROTOCOL = /^https?$/;
const HOST = /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:.]+\](:\d{1,5})?$/i;
const PREFIX = /^(\/[\w.~%-]+)+$/;

/** The absolute URIs of the pages before and after; absent where there is none. */
export function pageLinks(
  call: Call,
  request: ListRequest,
  count: number,
): { readonly next?: string; readonly previous?: string } {
  const pages = Math.ceil(count / request.pageSize);
  const before = Math.min(request.page - 1, pages);
  return {
    ...(request.page < pages ? { next: pageUri(call, request.page + 1) } : {}),
    ...(before > 0 ? { previous: pageUri(call, before) } : {}),
  };
}

/** The same request for another page, at the address under which the caller reached us. */
function pageUri(call: Call, page: number): string {
  const url = new URL(call.request.url);
  const protocol = header(call, "x-forwarded-proto", PROTOCOL) ?? url.protocol.slice(0, -1);
  const host = header(call, "x-forwarded-host", HOST) ?? header(call, "host", HOST) ?? url.host;
  const prefix = header(call, "x-forwarded-prefix", PREFIX) ?? "";
  const query = new URLSearchParams(call.query);
  query.set("page", String(page));
  return `${protocol}://${host}${prefix}${url.pathname}?${query}`;
}

/** The first value of a header that each proxy appends to; undefined where it would not fit into a URI. */
function header(call: Call, name: string, form: RegExp): string | undefined {
  const value = call.headers.get(name)?.split(",")[0]?.trim().replace(/\/$/, "");
  return value !== undefined && form.test(value) ? value : undefined;
}
