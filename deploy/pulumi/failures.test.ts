import { describe, expect, it } from "vitest";
import { backOff, judgeFailure } from "./failures.ts";

describe("a failed update", () => {
  it.each([
    "the server responded with 503",
    "Internal error occurred: etcdserver: leader changed",
    'Operation cannot be fulfilled on deployments.apps "x": the object has been modified',
    "Post https://10.0.0.1: dial tcp: connect: connection refused",
    "read ECONNRESET",
    "socket hang up",
    "unexpected EOF",
    "rpc error: code = Unavailable desc = error reading from server",
    "HTTP 429",
  ])("goes on after passing trouble: %s", (text) => {
    expect(judgeFailure([text])).toBe("transient");
  });

  it.each([
    'Deployment.apps "x" is invalid: spec.selector: field is immutable',
    'namespaces is forbidden: User "x" cannot create',
    "resource a/b was successfully created, but the Kubernetes API server reported that it failed to fully initialize",
  ])("ends with what a person has to mend, also where passing trouble comes with it: %s", (text) => {
    expect(judgeFailure([text])).toBe("final");
    expect(judgeFailure([text, "read ECONNRESET"])).toBe("final");
  });

  it("ends with what nobody has seen before", () => {
    expect(judgeFailure(["the moon is full"])).toBe("final");
  });

  it("looks again where an object appeared or the state is locked", () => {
    expect(judgeFailure(['ConfigMap "x" already exists'])).toBe("exists");
    expect(judgeFailure(["the stack is currently locked by 1 lock(s)"])).toBe("locked");
  });

  it("waits longer from try to try, up to eight seconds", () => {
    expect([1, 2, 3, 4, 5, 6].map(backOff)).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  });
});
