import { afterEach, describe, expect, it } from "vitest";
import type { Call } from "./call.ts";
import { exampleAnswer, exampleCall } from "./example-call.ts";
import { type Listener, listen } from "./listen.ts";
import { openMirror } from "./mirror.ts";

const FIRST_ID = "11111111-1111-4111-8111-111111111111";
const SHADOW_ID = "22222222-2222-4222-8222-222222222222";

const open: { shadow?: Listener } = {};
afterEach(() => open.shadow?.close());

async function openShadow(told: Call[]): Promise<Listener> {
  open.shadow = await listen(async (call) => {
    told.push(call);
    return { answer: exampleAnswer({ id: SHADOW_ID }, 201) };
  });
  return open.shadow;
}

describe("a mirror", () => {
  it("tells the shadow what the first server was told, under the shadow's own ids", async () => {
    const told: Call[] = [];
    const { url } = await openShadow(told);
    const mirror = openMirror(url, []);
    await mirror.repeat(exampleCall({ method: "POST", body: "{}" }), exampleAnswer({ id: FIRST_ID }, 201));
    const path = `/events/${FIRST_ID}`;
    const answer = await mirror.ask(exampleCall({ method: "DELETE", path, body: `{"id":"${FIRST_ID}"}` }));
    expect(told.map((call) => call.path)).toEqual(["/things/7", `/events/${SHADOW_ID}`]);
    expect(told[1]?.body).toBe(`{"id":"${SHADOW_ID}"}`);
    expect(answer).toMatchObject({ status: 201, body: `{"id":"${SHADOW_ID}"}` });
  });

  it("keeps the shadow from calling where the first server calls", async () => {
    const told: Call[] = [];
    const { url } = await openShadow(told);
    const mirror = openMirror(url, [["http://sink/", "http://sink/shadow/"]]);
    const headers = { "x-callback-url": "http://sink/mark/result" };
    await mirror.ask(exampleCall({ method: "POST", headers, body: '{"serviceUrl":"http://sink/mark"}' }));
    expect(told[0]?.body).toBe('{"serviceUrl":"http://sink/shadow/mark"}');
    expect(told[0]?.headers).toMatchObject({ "x-callback-url": "http://sink/shadow/mark/result" });
  });
});
