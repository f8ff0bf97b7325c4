import { expect, it } from "vitest";
import { examplePart, exampleStack } from "../test/example-stack.ts";
import { clusterAddress, mediatorAddress } from "./address.ts";
import { flowsOf } from "./flows.ts";

/** The example stack with a mediator in which each organization has a server of its own. */
function dividedStack() {
  const { parts, ...stack } = exampleStack();
  const [mediator, ...others] = parts;
  const product = {
    ...mediator?.product,
    ports: { api: 8080, records: 80 },
    components: { records: "archive" },
    componentFor: ({ id }: { id: string }) => `server-${id}`,
  };
  const divided = { ...examplePart("mediator", "information-mediator", {}), product: product as never };
  return { ...stack, parts: [divided, ...others] };
}

it("a part is at the Service of its name", () => {
  const stack = exampleStack();
  const [, civil] = stack.parts;
  expect(clusterAddress(stack, "civil", "api")).toBe("https://civil.utopia-civil.svc.cluster.local:8080");
  if (civil !== undefined)
    expect(mediatorAddress(stack, civil)).toBe("https://mediator.utopia-mediator.svc.cluster.local:8080");
  expect(mediatorAddress({ ...stack, parts: stack.parts.slice(1) }, stack.parts[1] as never)).toBeUndefined();
});

it("a mediator with a server for each organization is at that of the caller's, or of its own owner's", () => {
  const stack = dividedStack();
  const [mediator, civil, social] = stack.parts;
  const at = (name: string) => `https://mediator-${name}.utopia-mediator.svc.cluster.local`;
  expect(clusterAddress(stack, "mediator", "api")).toBe(`${at("server-interior")}:8080`);
  expect(clusterAddress(stack, "mediator", "api", social)).toBe(`${at("server-social")}:8080`);
  expect(clusterAddress(stack, "mediator", "records", social)).toBe(`${at("archive")}:80`);
  for (const [caller, server] of [
    [mediator, "interior"],
    [civil, "interior"],
    [social, "social"],
  ] as const)
    expect(caller && mediatorAddress(stack, caller)).toBe(`${at(`server-${server}`)}:8080`);
});

it("a link through such a mediator goes to the server of the caller's owner, and from that of the other's", () => {
  expect(flowsOf(dividedStack())).toEqual([
    { from: "social", to: "mediator", port: 8080, toComponent: "server-social" },
    { from: "mediator", to: "civil", port: 8080, fromComponent: "server-interior" },
  ]);
});
