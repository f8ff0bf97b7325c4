import type { SmokeCheck } from "../charts/spi/index.ts";
import type { Check, Target } from "./check.ts";
import { expectJson, expectStatus, expectTrue } from "./expect.ts";
import type { Exchange } from "./http.ts";
import { insideChecks } from "./inside-checks.ts";

/**
 * A target's smoke checks as checks of its part, and those of TLS where it speaks that inside its cluster. Each is
 * REQUIRED: the product itself says what it answers.
 */
export function smokeChecks({ smoke = [], inside }: Target): Check[] {
  const asked = smoke.map(
    ({ check, url }): Check => ({
      id: `smoke-${check.id}`,
      operation: "smoke",
      title: check.title,
      section: "the product's smoke checks",
      level: "REQUIRED",
      effect: "read",
      kind: "positive",
      url: url.replace(/\/$/, ""),
      run: async ({ http }) => {
        const { path, headers = {} } = check;
        expectAnswer(await http.send({ path, headers, client: null }), check);
      },
    }),
  );
  return inside === undefined ? asked : [...asked, ...insideChecks(inside)];
}

function expectAnswer(exchange: Exchange, { expect }: SmokeCheck): void {
  expectStatus(exchange, expect.status);
  if (expect.contains !== undefined) {
    expectTrue(exchange.text.includes(expect.contains), `the answer contains ${expect.contains}`, exchange);
  }
  if (expect.json === undefined) return;
  const body = expectJson(exchange);
  for (const [pointer, wanted] of Object.entries(expect.json)) {
    const found = followPointer(body, pointer);
    const holds = wanted === true ? found !== undefined && found !== null && found !== "" : found === wanted;
    const what = wanted === true ? "is there" : `is ${JSON.stringify(wanted)}, not ${JSON.stringify(found)}`;
    expectTrue(holds, `${pointer} ${what}`, exchange);
  }
}

/** The value at a JSON pointer (RFC 6901), or undefined. */
function followPointer(value: unknown, pointer: string): unknown {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  return keys.reduce<unknown>(
    (found, key) =>
      found !== null && typeof found === "object" && Object.hasOwn(found, key)
        ? Reflect.get(found, key)
        : undefined,
    value,
  );
}
