import { describe, expect, it } from "vitest";
import { exampleStack } from "../../test/example-stack.ts";
import { renameStack } from "./rename-stack.ts";

describe("a stack that becomes a sandbox", () => {
  const stack = exampleStack(2, { environment: "production" });
  const sandbox = renameStack(stack, "sbx-1");

  it("has the sandbox's name, namespaces of its own, and is for development", () => {
    expect(sandbox.name).toBe("sbx-1");
    expect(sandbox.environment).toBe("development");
    expect(sandbox.parts.map(({ namespace }) => namespace)).toEqual([
      "sbx-1-mediator",
      "sbx-1-civil",
      "sbx-1-social",
    ]);
  });

  it("is otherwise what the profile says, and leaves the stack as it was", () => {
    const back = renameStack(sandbox, stack.name);
    expect({ ...back, environment: stack.environment }).toEqual(stack);
    expect(stack.parts[0]?.namespace).toBe("utopia-mediator");
  });
});
