import { expect, it } from "vitest";
import { databasePrefix, serverComponent } from "./servers.ts";

it("a server is named as its organization, and a long name ends with a hash of its own", () => {
  expect(serverComponent({ id: "interior" })).toBe("server-interior");
  const [a, b] = ["ministry-of-social-affairs", "ministry-of-social-services"].map((id) =>
    serverComponent({ id }),
  );
  expect(a).toMatch(/^server-ministr-[0-9a-f]{6}$/);
  expect(a).not.toBe(b);
  expect(serverComponent({ id: "ministr-0123456789" })).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
});

it("databases have names of PostgreSQL without quotes, of the stack and the organization", () => {
  expect(databasePrefix("utopia", { id: "social-affairs" })).toBe("utopia_social_affairs");
  const long = ["a", "b"].map((end) =>
    databasePrefix("a-country-of-a-very-long-name", { id: `a-ministry-of-a-long-name-${end}` }),
  );
  expect(new Set(long).size).toBe(2);
  for (const name of long) expect(name).toMatch(/^[a-z][a-z0-9_]{0,39}$/);
});
