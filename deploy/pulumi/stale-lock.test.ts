import { describe, expect, it } from "vitest";
import { livingLocks, parseLocks } from "./stale-lock.ts";

const said = `error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  file:///data/.pulumi/locks/organization/country-stack/utopia/1.json: created by ada@here (pid 42) at 2026-11-21T12:00:00Z
  file:///data/.pulumi/locks/organization/country-stack/utopia/2.json: created by bob@there (pid 7) at 2026-11-21T12:00:01+01:00`;

describe("a lock on the state", () => {
  it("is read from the engine's refusal", () => {
    expect(parseLocks(said)).toEqual([
      { user: "ada", host: "here", pid: 42, since: "2026-11-21T12:00:00Z" },
      { user: "bob", host: "there", pid: 7, since: "2026-11-21T12:00:01+01:00" },
    ]);
    expect(parseLocks("error: created by ada@here (pid 42) at noon")).toEqual([]);
  });

  it("holds only while its process lives on this machine", () => {
    const locks = parseLocks(said);
    expect(livingLocks(locks, "here", () => true).map(({ pid }) => pid)).toEqual([42]);
    expect(livingLocks(locks, "here", () => false)).toEqual([]);
  });
});
