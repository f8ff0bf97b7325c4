import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { flowsOf } from "../constructs/flows.ts";
import { manifestFiles } from "../constructs/manifest-file.ts";
import { evaluatePolicies } from "../constructs/may.ts";
import { synthStack } from "../constructs/synth.ts";
import { validateObject } from "./kubernetes-schema.ts";
import { openProfile } from "./open-profile.ts";
import { ROOT } from "./run-cli.ts";

const open = (profile: string) => openProfile(join(ROOT, profile));

describe.each(globSync("profiles/countries/*.yaml", { cwd: ROOT }).sort())("%s", (profile) => {
  const stack = open(profile);

  it("gives the same bytes from run to run, from the file on", async () => {
    const texts = async () => manifestFiles(await synthStack(open(profile)));
    expect(await texts()).toEqual(await texts());
  });

  it("gives objects that Kubernetes 1.34 takes in strict mode", async () => {
    const manifests = await synthStack(stack);
    const problems = manifests.flatMap(({ id, object }) =>
      validateObject(object).map((error) => `${id} ${error}`),
    );
    expect(problems).toEqual([]);
  });

  it("allows every flow of its links and refuses every other pair of parts", async () => {
    const evaluator = evaluatePolicies(await synthStack(stack));
    const flows = flowsOf(stack);
    for (const from of stack.parts) {
      // Whom the components of one part talk to is the part's own affair.
      for (const to of stack.parts.filter((other) => other !== from)) {
        const ports = new Set(Object.values(to.product.ports));
        for (const port of ports) {
          const wanted = flows.some(
            (flow) => flow.from === from.name && flow.to === to.name && flow.port === port,
          );
          expect(evaluator.may(from.name, to.name, port), `${from.name} ${to.name} ${port}`).toBe(wanted);
        }
      }
    }
  });

  it("has direct links for stated reasons only", () => {
    const direct = stack.links.filter((link) => link.via === "direct");
    expect(direct.filter((link) => !link.reason.includes("direct because"))).toEqual([]);
  });
});
