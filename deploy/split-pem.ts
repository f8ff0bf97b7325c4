/** The PEM texts that stand one after the other in a text, each with a line end (RFC 7468). */
export function splitPem(text: string): string[] {
  const found = text.match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g) ?? [];
  return found.map((one) => `${one}\n`);
}
