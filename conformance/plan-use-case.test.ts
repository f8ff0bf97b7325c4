import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Story, type Target, Unmet, type UseCaseContext } from "./check.ts";
import type { StoryResult } from "./result.ts";
import type { RunOptions, UseCaseRun } from "./run-options.ts";
import { runChecks } from "./runner.ts";

const server = createServer((request, response) => response.end(JSON.stringify({ path: request.url })));
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

function target(part: string, block: Target["block"]): Target {
  return { part, block, product: "unknown", url: `${url}/${part}`, headers: {}, client: `XU/GOV/1/${part}` };
}

function useCase(run: Story["run"], more: Partial<UseCaseRun> = {}): UseCaseRun {
  const story: Story = { id: "main", title: "A clerk finds a household", kind: "positive", run };
  const role = {
    id: "registry",
    block: "digital-registries",
    plays: { kind: "registry", traits: {} },
  } as const;
  return {
    useCase: {
      id: "lookup",
      title: "Household lookup",
      story: "A family is found.",
      roles: [role],
      calls: [],
      load: async () => ({ default: [story] }),
    },
    roles: { registry: target("social", "digital-registries") },
    servicePath: { registry: "/r1/XU/GOV/1/social/households" },
    mediator: target("mediator", "information-mediator"),
    ...more,
  };
}

async function runStory(one: UseCaseRun, more: Partial<RunOptions> = {}): Promise<StoryResult> {
  const outcome = await runChecks({ targets: [], suites: {}, useCases: [one], allowWrites: true, ...more });
  const result = outcome.useCases[0]?.results[0];
  if (result === undefined) throw new Error("no result");
  return result;
}

const throughMediator = ({ mediator, servicePath }: UseCaseContext) =>
  mediator.send({ path: `${servicePath["registry"]}/list` });

describe("runChecks with use cases", () => {
  it("keeps each step with its own requests, also of steps side by side", async () => {
    const result = await runStory(
      useCase(async (context) => {
        const { direct, step } = context;
        await Promise.all([
          step("registry to mediator", "Asks", async () => void (await throughMediator(context))),
          step(
            "clerk to registry",
            "Looks",
            async () => void (await direct("registry").send({ path: "/x" })),
          ),
        ]);
      }),
    );
    expect(result.status).toBe("passed");
    expect(
      result.steps.map(({ hop, status, exchanges }) => [hop, status, exchanges.map((x) => x.url)]),
    ).toEqual([
      ["registry to mediator", "passed", [`${url}/mediator/r1/XU/GOV/1/social/households/list`]],
      ["clerk to registry", "passed", [`${url}/social/x`]],
    ]);
  });

  it("hands on what a step returns", async () => {
    let seen = 0;
    await runStory(
      useCase(async ({ step }) => {
        seen = await step("a", "Counts", async () => 3);
      }),
    );
    expect(seen).toBe(3);
  });

  it("names the hop that failed, and does not run what follows", async () => {
    const result = await runStory(
      useCase(async ({ step }) => {
        await step("a to b", "First", async () => undefined);
        await step("b to c", "Second", async () => {
          throw new Unmet("the mediator refused");
        });
        await step("c to d", "Third", async () => undefined);
      }),
    );
    expect(result).toMatchObject({ status: "failed", reason: "b to c: the mediator refused" });
    expect(result.steps.map((step) => step.status)).toEqual(["passed", "failed"]);
  });

  it("shows what was sent and went wrong around the steps", async () => {
    const result = await runStory(
      useCase(async (context) => {
        context.cleanUp(async () => {
          await context.direct("registry").send({ method: "DELETE", path: "/left" });
          throw new Error("still there");
        });
        await context.step("a", "A step", async () => undefined);
      }),
    );
    expect(result).toMatchObject({
      status: "error",
      reason: "around the steps: the clean-up failed: still there",
    });
    expect(result.steps.at(-1)).toMatchObject({
      status: "error",
      exchanges: [{ url: `${url}/social/left` }],
    });
  });

  it("keeps a step that was under way when the run was interrupted", async () => {
    const stop = new AbortController();
    const result = await runStory(
      useCase(async ({ step }) => {
        await step("a", "Waits", () => {
          stop.abort();
          return new Promise(() => undefined);
        });
      }),
      { signal: stop.signal },
    );
    expect(result).toMatchObject({ status: "skipped", reason: "interrupted" });
    expect(result.steps).toMatchObject([{ hop: "a", status: "skipped", reason: "not finished" }]);
  });

  it("tells stories side by side, and reports them in the order of the use case", async () => {
    const { promise: later, resolve: go } = Promise.withResolvers<void>();
    const told = (id: string, run: Story["run"]): Story => ({ id, title: id, kind: "positive", run });
    const stories = [told("waits", () => later), told("lets it go", async () => go())];
    const { useCase: needs, ...one } = useCase(async () => undefined);
    const runOf = (id: string): UseCaseRun => ({
      ...one,
      useCase: { ...needs, id, load: async () => ({ default: stories }) },
    });
    const { useCases } = await runChecks({
      ...{ targets: [], suites: {}, useCases: [runOf("first"), runOf("second")], allowWrites: true },
    });
    const order = ["waits: passed", "lets it go: passed"];
    expect(
      useCases.map(({ useCase: id, results }) => [id, results.map((one) => `${one.story}: ${one.status}`)]),
    ).toEqual([
      ["first", order],
      ["second", order],
    ]);
  });

  it("tells a story about an optional role only where somebody plays it, and the others without it", async () => {
    const about = async (roles: UseCaseRun["roles"]) => {
      const { useCase: needs, ...one } = useCase(async () => undefined);
      const [main] = (await needs.load()).default;
      const stories = [main, { ...main, id: "clerk", about: "clerk" }] as Story[];
      const clerk = { id: "clerk", block: "workflow", plays: { kind: "workflow", traits: {} } } as const;
      const asked = {
        ...needs,
        roles: [...needs.roles, { ...clerk, optional: true as const }],
        load: async () => ({ default: stories }),
      };
      const run = { ...one, useCase: asked, roles: { ...one.roles, ...roles } };
      const { useCases } = await runChecks({
        ...{ targets: [], suites: {}, useCases: [run], allowWrites: true },
      });
      return useCases[0]?.results.map(({ story, status }) => `${story}: ${status}`);
    };
    expect(await about({})).toEqual(["main: passed"]);
    expect(await about({ clerk: target("office", "workflow") })).toEqual(["main: passed", "clerk: passed"]);
  });

  it.each([
    [{ allowWrites: false }, {}, "writes are not allowed in this run"],
    [{}, { mediator: undefined }, "the stack has no information mediator"],
    [{}, { roles: {} }, "nobody plays the role registry"],
    [{ signal: AbortSignal.abort() }, {}, "interrupted"],
  ])("skips the stories with the reason: %o %o", async (options, more, reason) => {
    const result = await runStory(
      useCase(async () => undefined, more),
      options,
    );
    expect(result).toMatchObject({ status: "skipped", reason, steps: [] });
  });
});
