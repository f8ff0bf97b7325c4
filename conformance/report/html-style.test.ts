import { describe, expect, it } from "vitest";
import { STYLE } from "./html-style.ts";

describe("the style", () => {
  /** WCAG 2.2, 1.4.3: the relative luminance of `#rgb` or `#rrggbb`. */
  const luminance = (colour: string) => {
    const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/g, "$&$&") : colour;
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string) => {
    const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const [light = "", dark = ""] = STYLE.match(/:root\{[^}]*\}/g) ?? [];

  it.each([
    ["light", light],
    ["dark", dark],
  ])("has enough contrast when %s", (_, rule) => {
    const colours = Object.fromEntries(
      [...rule.matchAll(/--([a-z]+):(#[0-9a-f]+)/g)].map(([, name, value]) => [name, value]),
    );
    for (const text of ["ink", "quiet", "accent", "passed", "failed", "skipped", "error"]) {
      for (const ground of ["paper", "wash"]) {
        expect(contrast(colours[text] ?? "", colours[ground] ?? ""), `${text} on ${ground}`).toBeGreaterThan(
          4.5,
        );
      }
    }
  });
});
