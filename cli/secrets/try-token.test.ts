import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Part } from "../../charts/spi/index.ts";
import type { Deployment } from "../../deploy/engine.ts";
import { exampleStack } from "../../test/example-stack.ts";
import type { Terminal } from "../terminal.ts";
import { tryTokens } from "./try-token.ts";

const [mediator, civil] = exampleStack().parts as [Part, Part];
const tokens = { before: { Authorization: "Bearer old" }, after: { Authorization: "Bearer new" } };
let server: Server | undefined;

afterEach(() => {
  server?.close();
});

/** A part that lets in whoever `isLetIn` says, and a note of what was said. */
async function attempt(part: Part, isLetIn: (authorization: string | undefined, asked: number) => boolean) {
  let asked = 0;
  server = createServer((request, response) => {
    asked += 1;
    response.statusCode = isLetIn(request.headers.authorization, asked) ? 200 : 401;
    response.end(request.url);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const said: string[] = [];
  const terminal = { talk: (text: string) => void said.push(text) } as unknown as Terminal;
  const deployment = { addressOf: async () => `http://127.0.0.1:${port}` } as unknown as Deployment;
  return { proved: await tryTokens(terminal, part, deployment, tokens, 1), said: said.join("\n") };
}

describe("trying tokens after a rotation", () => {
  it("is satisfied where the new one goes and the old one does not", async () => {
    const { proved, said } = await attempt(mediator, (given) => given === "Bearer new");
    expect(proved).toBe(true);
    expect(said).toContain("accepted (HTTP 200), the old one refused (HTTP 401)");
    expect(said).not.toMatch(/Bearer/);
  });

  it("gives new pods a moment", async () => {
    const { proved } = await attempt(mediator, (given, asked) =>
      asked <= 2 ? given === "Bearer old" : given === "Bearer new",
    );
    expect(proved).toBe(true);
  });

  it("is not satisfied where the old one still goes", async () => {
    const { proved, said } = await attempt(mediator, () => true);
    expect(proved).toBe(false);
    expect(said).toContain("the old token is NOT refused: HTTP 200");
  });

  it("says so where a part has nothing to try them at", async () => {
    const { proved, said } = await attempt(civil, () => false);
    expect(proved).toBe(true);
    expect(said).toContain("civil has no operation at which its secrets could be tried");
  });
});
