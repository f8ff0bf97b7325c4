import { describe, expect, it } from "vitest";
import { readBody } from "./body.ts";
import { Refusal } from "./refusal.ts";

function post(body: string | ReadableStream<Uint8Array>, type = "application/json"): Request {
  const init: RequestInit = { method: "POST", headers: { "Content-Type": type }, body, duplex: "half" };
  return new Request("http://127.0.0.1/", init);
}

describe("a request body", () => {
  it("that breaks off because its client went away is refused, and is no error of the server", async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("aborted")),
    });
    const refusal = await readBody(post(broken), []).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ status: 400, message: "the request body broke off" });
  });

  it("in YAML with keys inside keys is refused", async () => {
    const refusal = readBody(post("? ".repeat(1000), "text/yaml"), ["text/yaml"]);
    await expect(refusal).rejects.toMatchObject({ status: 400 });
  });

  it("that is nested too deeply is refused before it is parsed, brackets in texts aside", async () => {
    const deep = post("[".repeat(500_000));
    await expect(readBody(deep, [])).rejects.toMatchObject({ message: expect.stringContaining("deeper") });
    const fits = `${"[".repeat(64)}"${"[".repeat(99)}\\"{"${"]".repeat(64)}`;
    expect(JSON.stringify(await readBody(post(fits), []))).toContain("[[[[");
  });

  it("larger than the limit is refused, whatever its length says", async () => {
    await expect(readBody(post("x".repeat((1 << 20) + 1)), [])).rejects.toMatchObject({ status: 413 });
  });
});
