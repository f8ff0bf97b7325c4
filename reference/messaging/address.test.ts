import { describe, expect, test } from "vitest";
import { isAddress, isHeaderText } from "./address.ts";

describe("an address", () => {
  test.each(["customer@example.com", "first.last+tag@mail.utopia.example", "o'brien@x-y.example", "a@b"])(
    "%s is one",
    (text) => expect(isAddress(text)).toBe(true),
  );

  test.each([
    "",
    "customer",
    "@example.com",
    "customer@",
    "a b@example.com",
    "a@b@example.com",
    ".a@example.com",
    "a..b@example.com",
    "a@-x.example",
    "a@x..example",
    "a@127.0.0.1",
    "a@[127.0.0.1]",
    "Amra <amra@example.com>",
    "a@example.com\r\nBcc: all@example.com",
    "a@example.com\n",
    "a@example.com,b@example.com",
    `${"a".repeat(65)}@example.com`,
    `a@${"b".repeat(250)}.example`,
    "ä@example.com",
  ])("%j is none", (text) => expect(isAddress(text)).toBe(false));
});

test.each(["\r", "\n", "\0", "\u0085", "\u2028", "\t", "\u007f"])(
  "no header holds the character %j",
  (character) => expect(isHeaderText(`a${character}b`)).toBe(false),
);
