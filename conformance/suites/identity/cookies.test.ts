import { describe, expect, it } from "vitest";
import { createCookies } from "./cookies.ts";

describe("cookies", () => {
  it("are sent to the paths that they are for, the nearest first", () => {
    const cookies = createCookies();
    cookies.take(
      "a=1; Expires=Wed, 21 Oct 2076 07:28:00 GMT; HttpOnly, b=x=y; Path=/sign-in, a=2; path=/sign-in/7",
    );
    expect(cookies.headerFor("/sign-in/7")).toBe("a=2; b=x=y; a=1");
    expect(cookies.headerFor("/sign-in")).toBe("b=x=y; a=1");
    expect(cookies.headerFor("/sign-in-not")).toBe("a=1");
    expect(cookies.valueOf("b")).toBe("x=y");
  });

  it("go when the server ends them, each for its path", () => {
    const cookies = createCookies();
    cookies.take("a=1; Path=/new");
    cookies.take("a=; Path=/old; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
    expect(cookies.headerFor("/new")).toBe("a=1");
    cookies.take("a=1; Path=/new; Max-Age=0");
    expect(cookies.headerFor("/new")).toBeUndefined();
    cookies.take(undefined);
    expect(cookies.valueOf("a")).toBeUndefined();
  });
});
