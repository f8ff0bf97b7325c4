/** A message of the engine without the colours that it writes into it, as `<{%fg 1%}>`. */
export function plain(message: string): string {
  return message.replace(/<\{%.*?%\}>/g, "").trim();
}
