import { describe, expect, it } from "vitest";
import { ENGINE_VERSION } from "../../deploy/pulumi/tools.ts";
import { tell } from "../ui/doctor.ts";
import {
  judgeAuthorities,
  judgeDisk,
  judgeEngine,
  judgeFolder,
  judgeNode,
  judgePlugin,
  judgeProxy,
  judgeRegistry,
  judgeState,
} from "./judge-workstation.ts";
import type { Reached } from "./reach-registry.ts";

const GIB = 2 ** 30;

describe("this machine", () => {
  it.each([
    ["v24.15.0", "pass"],
    ["v22.22.2", "pass"],
    ["v26.0.0", "pass"],
    ["v24.14.9", "fail"],
    ["v22.22.1", "fail"],
    ["v25.1.0", "fail"],
  ])("runs Node %s: %s", (version, verdict) => {
    expect(judgeNode(version).verdict).toBe(verdict);
  });

  it("has the engine, another version of it, one that says nothing, or none", () => {
    const verdicts = [
      judgeEngine({ path: "/bin/pulumi", version: `v${ENGINE_VERSION}` }),
      judgeEngine({ path: "/bin/pulumi", version: "3.1.0" }),
      judgeEngine({ path: "/bin/pulumi" }),
      judgeEngine("missing"),
    ].map(({ verdict, finding }) => `${verdict} ${finding}`);
    expect(verdicts).toEqual([
      "pass engine-fits",
      "warn engine-other",
      "fail engine-broken",
      "fail engine-missing",
    ]);
    expect(tell(judgeEngine("missing")).remedy).toContain(ENGINE_VERSION);
  });

  it("has the engine's plug-in or not, and a folder for data or not", () => {
    expect([judgePlugin("/p").verdict, judgePlugin(undefined).verdict]).toEqual(["pass", "fail"]);
    const closed = tell(judgeFolder("/data", "EACCES"));
    expect([judgeFolder("/data", undefined).verdict, closed.verdict, closed.says]).toEqual([
      "pass",
      "fail",
      "/data cannot be written: EACCES",
    ]);
  });

  it("has room on its disk, little, none, or nobody knows", () => {
    const verdicts = [5 * GIB, GIB / 2, GIB / 10, undefined].map((free) => judgeDisk("/data", free).verdict);
    expect(verdicts).toEqual(["pass", "warn", "fail", "warn"]);
  });

  it("may keep the state where it is to be or not", () => {
    expect(judgeState({ url: "s3://b" }).verdict).toBe("pass");
    expect(tell(judgeState({ refused: "not on one machine" }))).toMatchObject({ verdict: "fail" });
  });

  it("uses a proxy that it is told of, or not, and shows no password", () => {
    expect(judgeProxy({})).toBeUndefined();
    const HTTPS_PROXY = "http://ana:hidden@proxy.example:3128";
    expect(judgeProxy({ HTTPS_PROXY, NODE_USE_ENV_PROXY: "1" })?.verdict).toBe("pass");
    const unused = judgeProxy({ HTTPS_PROXY });
    expect(unused?.verdict).toBe("warn");
    expect(JSON.stringify(unused)).not.toContain("hidden");
  });

  it("reads a file of authorities, finds none in it, or cannot read it", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nx\n";
    const verdicts = [pem, "hello", undefined].map((text) => judgeAuthorities("/ca.pem", text)?.finding);
    expect(verdicts).toEqual(["authorities-read", "authorities-none", "authorities-unread"]);
    expect(judgeAuthorities(undefined, undefined)).toBeUndefined();
  });
});

describe("a registry", () => {
  const reached = (answer: Reached["answer"], by?: string) =>
    judgeRegistry({ host: "r.example", by, answer });

  it.each([
    [{ status: 200 }, undefined, "pass", "registry-answers"],
    [{ status: 401 }, "http://proxy:1", "pass", "registry-answers"],
    [{ status: 404 }, undefined, "warn", "registry-odd"],
    [{ status: 503 }, undefined, "warn", "registry-odd"],
    [{ status: 407 }, "http://proxy:1", "fail", "registry-proxy-denied"],
    [{ error: "PROXY_407" }, "http://proxy:1", "fail", "registry-proxy-denied"],
    [{ error: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY" }, undefined, "fail", "registry-certificate"],
    [{ error: "DEPTH_ZERO_SELF_SIGNED_CERT" }, "http://proxy:1", "fail", "registry-certificate"],
    [{ error: "ECONNREFUSED" }, "http://proxy:1", "fail", "registry-beyond-proxy"],
    [{ error: "ENOTFOUND" }, undefined, "fail", "registry-unknown-name"],
    [{ error: "ETIMEDOUT" }, undefined, "fail", "registry-silent"],
  ] as const)("that gives %o through %s: %s %s", (answer, by, verdict, finding) => {
    expect(reached(answer, by)).toMatchObject({ verdict, finding });
  });

  it("is told of with its proxy, without the proxy's password", () => {
    const { says } = tell(reached({ status: 200 }, "http://ana:hidden@proxy.example:3128"));
    expect(says).toBe("r.example answers through http://proxy.example:3128");
  });
});
