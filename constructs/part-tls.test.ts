import { describe, expect, it } from "vitest";
import type { Link, Part, Stack } from "../charts/spi/index.ts";
import { oidc } from "../charts/spi/index.ts";
import { exampleLink, exampleStack } from "../test/example-stack.ts";
import { flowsOf } from "./flows.ts";
import { authorityPart, calleesOf, callersOf, hasCertificate, speaksTls } from "./part-tls.ts";

const stack = exampleStack();

/** The example stack with another product in the place of a part's. */
function withProduct(name: string, product: Partial<Part["product"]>): Stack {
  const parts = stack.parts.map((part) =>
    part.name === name ? { ...part, product: { ...part.product, ...product } as Part["product"] } : part,
  );
  return { ...stack, parts };
}

/** What `speaksTls` says of each part. */
function spoken(judged: Stack): Record<string, boolean> {
  return Object.fromEntries(judged.parts.map((part) => [part.name, speaksTls(judged, part)]));
}

describe("TLS between the parts of a stack", () => {
  it("is spoken by all servers of ours beside a mediator of ours", () => {
    expect(spoken(stack)).toEqual({ mediator: true, civil: true, social: true });
    expect(authorityPart(stack)?.name).toBe("mediator");
  });

  it("is not spoken where the mediator is somebody else's, who has no certificate of ours", () => {
    const other = withProduct("mediator", { reference: undefined } as object);
    expect(spoken(other)).toEqual({ mediator: false, civil: false, social: false });
    expect(other.parts.map((part) => hasCertificate(other, part))).toEqual([false, false, false]);
  });

  it("is not spoken to a caller that has no certificate; the part's own calls have one all the same", () => {
    const other = withProduct("social", { reference: undefined } as object);
    expect(spoken(other)).toEqual({ mediator: false, civil: true, social: false });
    expect(hasCertificate(other, other.parts[0] as Part)).toBe(true);
  });

  it("is not spoken by what a gateway lets others in to", () => {
    const exposes = () => [{ host: "civil.example", part: "civil", port: "api", proxies: "gateways" }];
    expect(spoken(withProduct("social", { exposes }))).toMatchObject({ civil: false, mediator: true });
  });

  it("lets call whom the network lets through, and nobody else", () => {
    const direct: Link = { ...exampleLink("civil", "social"), capability: oidc(), via: "direct" };
    const linked = { ...stack, links: [...stack.links, direct] };
    const flows = flowsOf(linked);
    for (const part of linked.parts) {
      const names = (parts: readonly Part[]) => parts.map(({ name }) => name).sort();
      const at = (end: "from" | "to", other: "from" | "to") =>
        flows
          .filter((flow) => flow[end] === part.name)
          .map((flow) => flow[other])
          .sort();
      expect(names(callersOf(linked, part)), part.name).toEqual(at("to", "from"));
      expect(names(calleesOf(linked, part)), part.name).toEqual(at("from", "to"));
    }
    expect(flows).toHaveLength(3);
  });
});
