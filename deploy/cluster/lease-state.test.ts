import { describe, expect, it } from "vitest";
import { judgeLease, parseHolder } from "./lease-state.ts";

const now = Date.parse("2026-11-21T12:00:00Z");
const lease = (holderIdentity: string | null, secondsAgo: number) => ({
  metadata: { resourceVersion: "1" },
  spec: {
    holderIdentity,
    renewTime: new Date(now - secondsAgo * 1000).toISOString(),
    leaseDurationSeconds: 15,
  },
});
const judge = (holder: string | null, secondsAgo: number, alive = true) =>
  judgeLease(lease(holder, secondsAgo), now, "here", () => alive);

describe("a stack's lease", () => {
  it("names its holder", () => {
    expect(parseHolder("ada@lab-1:42+0a1b")).toEqual({ user: "ada", host: "lab-1", pid: 42 });
    expect(parseHolder("ada@ministry.example@lab-1:42+0a1b")).toMatchObject({ user: "ada@ministry.example" });
    expect(parseHolder("someone")).toBeUndefined();
  });

  it("is free when nobody holds it", () => {
    expect(judge(null, 1)).toBe("free");
    expect(judgeLease({ metadata: { resourceVersion: "1" } }, now, "here", () => true)).toBe("free");
  });

  it("lives while it is renewed", () => {
    expect(judge("ada@there:42+aa", 14)).toBe("living");
    expect(judge("ada@here:42+aa", 14)).toBe("living");
  });

  it("is dead at once when its process on this machine is", () => {
    expect(judge("ada@here:42+aa", 1, false)).toBe("dead");
  });

  it("is doubtful when it expired, since clocks differ", () => {
    expect(judge("ada@there:42+aa", 16)).toBe("doubtful");
    expect(judge("someone", 16)).toBe("doubtful");
  });
});
