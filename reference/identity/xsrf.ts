import { randomBytes } from "node:crypto";
import type { Call } from "../operation.ts";
import { invalidRequest } from "./envelope.ts";

const COOKIE = "XSRF-TOKEN";

/** A cookie that pages of the same origin send back as `X-XSRF-TOKEN` (Identity-Provider.yaml, link-code). */
export function xsrfCookie(base: string): string {
  const secure = base.startsWith("https:") ? "; Secure" : "";
  return `${COOKIE}=${randomBytes(16).toString("base64url")}; Path=/; SameSite=Lax${secure}`;
}

/** Throws a Failure where the header is absent, or differs from the cookie that came with it. */
export function checkXsrf(call: Call): void {
  const header = call.headers.get("X-XSRF-TOKEN");
  if (header === null || header === "") throw invalidRequest("X-XSRF-TOKEN: the header is required");
  const cookie = /(?:^|;\s*)XSRF-TOKEN=([^;]*)/.exec(call.headers.get("cookie") ?? "")?.[1];
  if (cookie !== undefined && cookie !== header)
    throw invalidRequest("X-XSRF-TOKEN: is not that of the cookie");
}
