import { gunzipSync } from "node:zlib";
import { PACKED_ID, type Shown } from "./html-exchanges.ts";

/** For tests: what a page holds packed, the requests and answers of a row at a time. */
export function readPacked(html: string): readonly (readonly Shown[])[] {
  const [, packed] = new RegExp(`id="${PACKED_ID}">([A-Za-z0-9+/=]+)</script>`).exec(html) ?? [];
  if (packed === undefined) throw new Error("the page holds nothing that is packed");
  return JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString());
}
