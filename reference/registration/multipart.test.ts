import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Refusal } from "../refusal.ts";
import { readBoundary, readParts } from "./multipart.ts";

const part = (head: string, content = "hello") => `--x\r\n${head}\r\n\r\n${content}\r\n`;
const FILE = 'Content-Disposition: form-data; name="file"; filename="a.txt"';
const read = (text: string) => readParts(Buffer.from(text), "x");

describe("a form with files", () => {
  test("is taken apart, byte for byte", () => {
    const parts = read(`preamble\r\n${part(FILE, "a\r\n--y\r\n\0b")}${part(FILE, "")}--x--\r\nepilogue`);
    expect(parts.map(({ name, fileName, content }) => [name, fileName, content.toString()])).toEqual([
      ["file", "a.txt", "a\r\n--y\r\n\0b"],
      ["file", "a.txt", ""],
    ]);
  });

  test.each([
    ['form-data; name="a\\"b"; filename="x;y.txt"', 'a"b', "x;y.txt"],
    ["form-data; name=a; filename*=UTF-8''%C3%A9.txt; filename=e.txt", "a", "é.txt"],
    ["FORM-DATA; NAME=a", "a", undefined],
    ['form-data; name="a"; filename="漢.pdf"', "a", "漢.pdf"],
  ])("names its parts as %s says", (head, name, fileName) => {
    expect(read(`${part(`content-disposition: ${head}`)}--x--`)).toMatchObject([{ name, fileName }]);
  });

  test("tells type and encoding of its parts", () => {
    const head = `${FILE}\r\nContent-Type: Text/Plain; charset=utf-8\r\nContent-Transfer-Encoding: BASE64`;
    expect(read(`${part(head)}--x--`)).toMatchObject([{ type: "text/plain", isBase64: true }]);
  });

  test.each([
    ["is empty", ""],
    ["has another boundary", part(FILE).replaceAll("--x", "--z")],
    ["has no end", part(FILE)],
    ["ends in the headers", `--x\r\n${FILE}`],
    ["has no headers", "--x\r\nhello\r\n--x--"],
    ["has a part without a name", `${part("Content-Type: text/plain")}--x--`],
    ["has something behind a boundary", `${part(FILE)}--xy\r\n\r\n\r\n--x--`],
    ["has too many parts", `${part(FILE).repeat(21)}--x--`],
    ["has huge headers", `${part(`${FILE}\r\nX: ${"a".repeat(9000)}`)}--x--`],
  ])("that %s is refused", (_, text) => {
    expect(() => read(text)).toThrow(Refusal);
  });

  test("that is broken in any way is read or refused, and nothing else", () => {
    const whole = Buffer.from(`${part(FILE)}${part(FILE, "x".repeat(50))}--x--\r\n`);
    const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255), cut: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        let bytes = Buffer.from(whole);
        for (const { at, byte, cut } of changes) {
          if (cut) bytes = bytes.subarray(0, at);
          else if (at < bytes.length) bytes[at] = byte;
        }
        try {
          expect(readParts(bytes, "x").length).toBeLessThanOrEqual(20);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
    );
  });
});

test.each([
  ["multipart/form-data; boundary=abc", "abc"],
  ['multipart/form-data; charset=utf-8; boundary="a b c"', "a b c"],
])("the boundary of %s is found", (type, boundary) => {
  expect(readBoundary(type)).toBe(boundary);
});

test.each([
  [null, 415],
  ["application/json", 415],
  ["multipart/form-data", 400],
  ["multipart/form-data; boundary=", 400],
  [`multipart/form-data; boundary=${"a".repeat(71)}`, 400],
])("%s has none", (type, status) => {
  expect(() => readBoundary(type)).toThrow(expect.objectContaining({ status }));
});
