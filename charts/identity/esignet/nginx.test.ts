import { describe, expect, test } from "vitest";
import { nginxConfiguration } from "./nginx.ts";

const text = nginxConfiguration({
  service: "identity.utopia-identity.svc.cluster.local:8088",
  publicPort: 3000,
  govstackPort: 3001,
  isSecure: true,
});
const [, forBrowsers = "", forStack = ""] = text.split(/^ {2}server \{$/m);

/** What nginx refuses by pattern, as it matches: on the decoded path, without regard to case. */
function isRefused(server: string, path: string): boolean {
  const patterns = [...server.matchAll(/location ~\* "(.+)" \{ return 404; \}/g)].map(
    ([, pattern = ""]) => pattern,
  );
  expect(patterns).toHaveLength(1);
  return patterns.some((pattern) => new RegExp(pattern, "i").test(path));
}

describe("the way in to eSignet", () => {
  test.each([
    "/v1/esignet/actuator/env",
    "/v1/esignet/client-mgmt/oidc-client",
    "/v1/esignet/CLIENT-MGMT/client",
    "/v1/esignet/system-info/certificate",
    "/v1/esignet/v3/api-docs",
    "/v1/esignet/swagger-ui.html",
    "/v1/esignet/;x/client-mgmt/client",
  ])("is closed for browsers to %s", (path) => {
    expect(isRefused(forBrowsers, path)).toBe(true);
  });

  test.each([
    "/v1/esignet/oauth/v2/token",
    "/v1/esignet/authorization/v3/authenticate",
    "/v1/esignet/csrf/token",
  ])("is open for browsers to %s", (path) => expect(isRefused(forBrowsers, path)).toBe(false));

  test("is open for the stack to clients, and closed to what is in memory", () => {
    expect(isRefused(forStack, "/client-mgmt/oidc-client")).toBe(false);
    expect(isRefused(forStack, "/actuator/env")).toBe(true);
  });

  test("passes on the path that it judged, never the one that was sent", () => {
    const passes = [...text.matchAll(/proxy_pass ([^;]+);/g)].map(([, to]) => to);
    expect(passes).toHaveLength(9);
    // With a path behind the host, nginx sends the decoded one; without, what came.
    expect(passes.filter((to) => !/^http:\/\/esignet\/./.test(to ?? ""))).toEqual([]);
  });

  test("has discovery at the short paths of both ports", () => {
    for (const server of [forBrowsers, forStack]) {
      expect(server).toContain("= /.well-known/jwks.json { proxy_pass http://esignet/v1/esignet/oauth/");
      expect(server).toContain(
        "= /.well-known/openid-configuration { proxy_pass http://esignet/v1/esignet/oidc/",
      );
    }
  });

  test("promises https only where there is https", () => {
    const plain = nginxConfiguration({ service: "a:1", publicPort: 1, govstackPort: 2, isSecure: false });
    expect(text).toContain("Strict-Transport-Security");
    expect(plain).not.toContain("Strict-Transport-Security");
  });
});
