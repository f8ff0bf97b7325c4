/** Milliseconds that an answer of the hub is waited for, unless the settings say otherwise. */
export const PATIENCE_MS = 10_000;

/** How long the hub has for a transfer; the payee's institution may have given it less. */
export function transferLifetime(patience: number = PATIENCE_MS): number {
  return 6 * patience;
}

/** How long after a transfer's end clocks that differ agree that it is over. */
export function clockMargin(patience: number = PATIENCE_MS): number {
  return 3 * patience;
}
