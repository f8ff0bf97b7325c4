import { whyRefused } from "../target-address.ts";

/** Where an alert is brought to: a call to a URL, or an e-mail to an address. */
export interface Place {
  readonly channel: "call" | "email";
  readonly at: string;
}

const EMAIL = /^(?:mailto:)?([^\s@:/<>"]{1,64}@[^\s@:/<>"]{1,190}\.[^\s@:/<>".]{1,63})$/i;

/** Reads an `alert_url`: http or https, also without that in front, or an e-mail address; undefined where it is none. */
export function readPlace(text: string): Place | undefined {
  const trimmed = text.trim();
  const address = EMAIL.exec(trimmed)?.[1];
  if (address !== undefined) return { channel: "email", at: address };
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(full)) return undefined;
  const url = new URL(full);
  const isWeb = url.protocol === "http:" || url.protocol === "https:";
  // Without a scheme any word would be a host.
  const isHost = full === trimmed || url.hostname.includes(".");
  if (!isWeb || !isHost || url.username !== "" || url.password !== "") return undefined;
  return { channel: "call", at: url.href };
}

/** Why a place is refused as a target, as far as its text tells. */
export function whyPlaceRefused(text: string): string | undefined {
  const place = readPlace(text);
  return place?.channel === "call" ? whyRefused(place.at) : undefined;
}
