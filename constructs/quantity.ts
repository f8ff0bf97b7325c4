const BINARY = { "": 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;

/** Millicores of a Kubernetes CPU quantity such as `50m`, `1` or `0.5`. Throws a RangeError for another form. */
export function parseCpu(quantity: string): number {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(quantity);
  if (match === null) throw new RangeError(`${quantity} is not a CPU quantity such as 50m or 1`);
  return Math.ceil(Number(match[1]) * (match[2] === "m" ? 1 : 1000));
}

/** Bytes of a Kubernetes memory or storage quantity such as `128Mi` or `1Gi`. Throws a RangeError for another form. */
export function parseBytes(quantity: string): number {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|)$/.exec(quantity);
  if (match === null) throw new RangeError(`${quantity} is not a quantity such as 128Mi or 1Gi`);
  return Math.ceil(Number(match[1]) * BINARY[match[2] as keyof typeof BINARY]);
}

/** Millicores as Kubernetes writes them: whole cores without a unit. */
export function formatCpu(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`;
}

/** Bytes in the largest binary unit that keeps them exact; in Gi with one decimal, or whole Mi, where none does. */
export function formatBytes(bytes: number): string {
  for (const unit of ["Ti", "Gi", "Mi"] as const) {
    if (bytes >= BINARY[unit] && bytes % BINARY[unit] === 0) return `${bytes / BINARY[unit]}${unit}`;
  }
  return bytes >= BINARY.Gi ? `${(bytes / BINARY.Gi).toFixed(1)}Gi` : `${Math.ceil(bytes / BINARY.Mi)}Mi`;
}
