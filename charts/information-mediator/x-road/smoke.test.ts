import { expect, it } from "vitest";
import product from "./product.ts";
import { smoke } from "./smoke.ts";

it("asks ports that the product has, the central server's where there is one", () => {
  const ids = (mode: "development" | "member") => smoke({ mode }).map(({ id }) => id);
  expect(ids("development")).toEqual(["listens", "members", "healthy", "published"]);
  expect(ids("member")).toEqual(["listens", "members", "healthy"]);
  const ports = smoke({ mode: "development" }).map(({ port }) => product.ports[port]);
  expect(ports).toEqual([8080, 8080, 5588, 80]);
});
