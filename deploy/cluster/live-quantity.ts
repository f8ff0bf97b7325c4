/** What each suffix of a Kubernetes quantity multiplies by. */
const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/**
 * A quantity as clusters and other people's manifests write it (`500M`, `1.5`, `24629308Ki`, `1e3`), in cores, bytes or
 * pieces; 0 for what is none, since what cannot be read must not end a plan.
 */
export function readQuantity(quantity: unknown): number {
  if (typeof quantity === "number") return Number.isFinite(quantity) ? quantity : 0;
  if (typeof quantity !== "string") return 0;
  const match = /^([+-]?\d*\.?\d+(?:[eE][+-]?\d+)?)([EPTGMK]i|[EPTGMkmun]?)$/.exec(quantity.trim());
  return match === null ? 0 : Number(match[1]) * (FACTORS[match[2] ?? ""] ?? 1);
}

/** The same of CPU in whole millicores, rounded up as the scheduler does. */
export function readMillicores(quantity: unknown): number {
  return Math.ceil(readQuantity(quantity) * 1000 - 1e-6);
}
