import { describe, expect, test } from "vitest";
import { listen } from "./information-mediator/example-mediator.ts";
import { Outbound } from "./outbound.ts";
import { isRefusedAddress, lookupTarget, whyRefused } from "./target-address.ts";

describe("addresses that are no targets", () => {
  test.each([
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "169.254.169.254",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::127.0.0.1",
    "2002:7f00:1::",
  ])("%s is refused", (address) => {
    expect(isRefusedAddress(address)).toBe(true);
  });

  test.each([
    "10.0.0.7",
    "192.168.1.1",
    "93.184.216.34",
    "2001:db8::7",
    "fd00::7",
    "::ffff:10.0.0.7",
    "2002:a00:7::",
  ])("%s is accepted", (address) => {
    expect(isRefusedAddress(address)).toBe(false);
  });

  test.each([
    "http://localhost/",
    "http://LOCALHOST.:80/",
    "http://api.localhost/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://[::ffff:127.0.0.1]/",
  ])("the URL %s is refused by its text", (url) => {
    expect(whyRefused(url)).toMatch(/no target here/);
  });

  test("a name in a URL passes until it is resolved", () => {
    expect(whyRefused("http://registry.internal/api")).toBeUndefined();
  });

  test("a name that resolves to loopback fails when the connection is made", async () => {
    const error = await new Promise((resolve) => lookupTarget("localhost", {}, resolve));
    expect(String(error)).toMatch(/no target here/);
  });

  test.each([false, true])(
    "a connection checks what a name resolves to (loopback allowed: %s)",
    async (allowed) => {
      let reached = 0;
      const application = await listen((_, response) => {
        reached += 1;
        response.end();
      });
      const outbound = new Outbound(allowed, undefined);
      const base = new URL(`http://localhost:${application.port}`);
      const outcome = await new Promise<string>((resolve) => {
        const request = outbound.open({ base, path: "/", method: "GET", headers: {} });
        request.on("response", (answer) => resolve(String(answer.resume().statusCode)));
        request.on("error", (error) => resolve(error.message));
        request.end();
      });
      expect(outcome).toMatch(allowed ? /^200$/ : /no target here/);
      expect(reached).toBe(allowed ? 1 : 0);
      outbound.close();
      await application.close();
    },
  );
});
