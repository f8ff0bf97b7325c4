import { isIP } from "node:net";

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/** `local@domain` as RFC 5321 4.1.2 has it, the domain in ASCII and with at least one letter at its end. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  if (at < 1 || local.length > 64 || domain.length > 253 || !LOCAL.test(local)) return false;
  const labels = domain.split(".");
  return (
    isIP(domain) === 0 && labels.every((label) => LABEL.test(label)) && /[A-Za-z]/.test(labels.at(-1) ?? "")
  );
}

/** Whether a text can stand in a header as it is: a line break would begin another header. */
export function isHeaderText(text: string): boolean {
  return !CONTROL.test(text);
}

/** The domain of an address, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
