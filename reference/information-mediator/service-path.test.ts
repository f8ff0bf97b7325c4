import { describe, expect, test } from "vitest";
import { readServicePath, targetPath } from "./service-path.ts";

describe("paths of service access", () => {
  test("are taken apart, with and without r1", () => {
    const read = readServicePath("/r1/UTOPIA/GOV/7003/Citizens%20Registry/births/x%2Fy/");
    expect(read).toEqual({
      provider: {
        instance: "UTOPIA",
        memberClass: "GOV",
        memberCode: "7003",
        application: "Citizens Registry",
      },
      service: "births",
      prefix: "/r1/UTOPIA/GOV/7003/Citizens%20Registry/births",
      rest: "/x%2Fy/",
    });
    expect(readServicePath("/UTOPIA/GOV/7003/A/births")).toMatchObject({ service: "births", rest: "" });
    expect(readServicePath("/r1/UTOPIA/GOV/7003/A")).toBeUndefined();
  });

  test.each([
    "/..%2f..%2fadmin",
    "/x/%2e%2e/admin",
    "/%252e%252e%252fadmin",
    "/%25252e%25252e/admin",
    "/..%5cadmin",
    "/x/..;a=b/admin",
    "/x/%2e%2e%3b/admin",
    "/./x",
    "/x%00",
  ])("%s does not lead out", (rest) => {
    expect(() => readServicePath(`/r1/I/C/M/A/s${rest}`)).toThrow(/leads out/);
  });

  test.each(["/...", "/a..b", "/.well-known/x", "/x%2Fy", "/100%25"])("%s is an ordinary path", (rest) => {
    expect(readServicePath(`/r1/I/C/M/A/s${rest}`)?.rest).toBe(rest);
  });

  test("what is not UTF-8 is a 400", () => {
    expect(() => readServicePath("/r1/I/C/M/A/s/%ff")).toThrow(/UTF-8/);
  });

  test.each([
    ["http://h/api", "/x", "?a=1", "/api/x?a=1"],
    ["http://h/api/", "/x", "", "/api/x"],
    ["http://h/", "", "", "/"],
    ["http://h/api?key=1", "", "?a=1", "/api?key=1&a=1"],
    ["http://h", "/a//b/", "", "/a//b/"],
  ])("%s and %s%s make one path", (url, rest, search, path) => {
    expect(targetPath(new URL(url), rest, search)).toBe(path);
  });
});
