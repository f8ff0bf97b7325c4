import { describe, expect, test } from "vitest";
import { Screen } from "./screen.ts";

function shown(text: string, rows = 3, columns = 10): Screen {
  const screen = new Screen(rows, columns);
  screen.write(text);
  return screen;
}

describe("the screen of the tests", () => {
  test("shows text, and scrolls where it has no more rows", () => {
    expect(shown("a\r\nb\r\nc\r\nd").text()).toBe("b\nc\nd");
  });

  test("moves and erases as a terminal does", () => {
    expect(shown("abc\u001b[2K\u001b[GX").text()).toBe("X");
    expect(shown("one\r\ntwo\u001b[1A\u001b[2GX").text()).toBe("oXe\ntwo");
    expect(shown("one\r\ntwo\u001b[1A\u001b[2G\u001b[J").text()).toBe("o");
    expect(shown("abc\u001b[2D\u001b[K").text()).toBe("a");
  });

  test("goes on in the next row where a line is too long, and counts that", () => {
    const screen = shown("0123456789");
    expect(screen.overflows).toBe(0);
    screen.write("x");
    expect(screen.text()).toBe("0123456789\nx");
    expect(screen.overflows).toBe(1);
  });

  test("takes a sequence in two pieces", () => {
    const screen = shown("ab\u001b[");
    screen.write("1Dx");
    expect(screen.text()).toBe("ax");
  });

  test("leaves colours out and counts them", () => {
    const screen = shown("\u001b[31mred\u001b[39m");
    expect(screen.text()).toBe("red");
    expect(screen.styles).toBe(2);
  });

  test("knows when a prompt is drawn to its end", () => {
    const screen = shown("\u001b[2K\u001b[G? Name");
    expect(screen.settled).toBe(false);
    screen.write("\u001b[7G\u001b[?25l");
    expect(screen.settled).toBe(true);
    screen.write("x");
    expect(screen.settled).toBe(false);
  });

  test("refuses what it does not know", () => {
    expect(() => shown("\u001b[5Z")).toThrow("not known");
    expect(() => shown("\u0007")).toThrow("control character");
  });
});
