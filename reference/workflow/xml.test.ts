import { describe, expect, test } from "vitest";
import { ProcessTrouble } from "./trouble.ts";
import { readXml } from "./xml.ts";

/** What is wrong with a text, and in which line. */
function troubleOf(text: string): string {
  try {
    readXml(text);
  } catch (error) {
    if (error instanceof ProcessTrouble) return `${error.line}: ${error.message}`;
    throw error;
  }
  return "none";
}

describe("the reader of XML", () => {
  test("gives elements with namespaces, attributes, text and lines", () => {
    const root = readXml(
      '<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- <b> -->\n<a xmlns="urn:1" xmlns:o="urn:2" x=\'1\'>\n <o:b y="&lt;&#x41;&#66;&quot;" o:z="2">t&amp;x<![CDATA[<&]]></o:b>\n <c/></a>',
    );
    const [b, c] = root.children;
    expect(root).toMatchObject({ namespace: "urn:1", name: "a", line: 3 });
    expect(root.attributes).toEqual(new Map([["x", "1"]]));
    expect(b).toMatchObject({ namespace: "urn:2", name: "b", text: "t&x<&", line: 4 });
    expect(b?.attributes).toEqual(new Map([["y", '<AB"']]));
    expect(c).toMatchObject({ namespace: "urn:1", name: "c", line: 5, children: [] });
  });

  test.each([
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', /^1: a document type/],
    ['<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', /^2: a document type/],
    ["<a>\n&x;</a>", /^1: an & stands for no character/],
    ["<a>&amp</a>", /an & stands for no character/],
    ["<a>&#0;</a>", /an & stands for no character/],
    ["<a>&#xD800;</a>", /an & stands for no character/],
    ["<a>\u0000</a>", /a character that XML does not have/],
    ["<a><?php x ?></a>", /processing instructions/],
    ['<?xml version="1.0" encoding="UTF-16"?><a/>', /the encoding is UTF-16/],
    ["<a><b></a></b>", /<\/a> closes nothing/],
    ["<a>\n<b>", /^2: <b> is not closed/],
    ["<a></a><b/>", /a second root/],
    ["<a/>text", /text outside/],
    ["", /there is no element/],
    ["<a", /a tag is not closed/],
    ['<a b="', /a tag is not closed/],
    ["<!-- a", /a comment is not closed/],
    ["<a><![CDATA[x</a>", /a CDATA section is not closed/],
    ["<a b=1/>", /attributes that are none/],
    ['<a b="1" b="2"/>', /the attribute b is there twice/],
    ['<a b="<"/>', /attributes that are none/],
    ["<o:a/>", /the prefix o stands for no namespace/],
    ["<1/>", /no name that is one/],
    ["<a>".repeat(33), /^1: elements are nested deeper than 32/],
    [`<a>${"<b/>".repeat(2001)}</a>`, /more than 2000 elements/],
    [`<a>${"x".repeat(256 * 1024)}</a>`, /larger than 256 KiB/],
  ])("refuses %j", (text, sentence) => {
    expect(troubleOf(text)).toMatch(sentence);
  });

  test.each([
    `<a ${'b="'.repeat(60_000)}`,
    `<a${' b="" '.repeat(40_000)}`,
    `<a${"'".repeat(200_000)}`,
    `<a>${"&".repeat(200_000)}</a>`,
    `<a>${"<b ".repeat(80_000)}`,
    "<".repeat(200_000),
    `<a>${"<!--".repeat(60_000)}`,
  ])("takes no longer for what is meant to take long (%#)", (text) => {
    const before = process.cpuUsage();
    expect(troubleOf(text)).not.toBe("none");
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
  });
});
