import { describe, expect, it } from "vitest";
import { exampleSetup } from "./example-setup.ts";
import { end, fresh, run } from "./fake-run.ts";
import type { FakeState } from "./fake-state.ts";
import { PIN } from "./fake-x-road.ts";

const setup = exampleSetup(2);

/** The state after all steps up to the one of that id, without it. */
async function upTo(id: string): Promise<FakeState> {
  const { steps } = await run(setup, fresh(setup));
  const index = steps.findIndex((step) => step.id === id);
  expect(index, id).toBeGreaterThanOrEqual(0);
  const state = fresh(setup);
  await run(setup, state, { steps: index });
  return state;
}

async function whole(): Promise<unknown> {
  const state = fresh(setup);
  await run(setup, state);
  return end(state);
}

/** Server `interior` of a state. */
const interior = (state: FakeState) => state.servers["interior"] as FakeState["servers"][string];
const CIVIL = "XU:GOV:70001:civil";
const SOCIAL = "XU:GOV:70002:social";

describe("what an earlier run left half done", () => {
  const states: readonly [title: string, step: string, leave: (state: FakeState) => void][] = [
    ["a central server that knows its instance only", "instance", ({ central }) => (central.instance = "XU")],
    ["a central server with a token only", "instance", ({ central }) => (central.pin = PIN)],
    ["a token that is logged out again", "signing-key-internal", ({ central }) => (central.loggedIn = false)],
    [
      "a member under the name of its code, as an approval makes it",
      "member-social",
      ({ central }) => (central.members["XU:GOV:70002"] = "70002"),
    ],
    [
      "a server that knows its code only",
      "initialized-interior",
      (state) => (interior(state).code = "ss-70001"),
    ],
    ["a server with a token only", "initialized-interior", (state) => (interior(state).pin = PIN)],
    [
      "a key without a request, of no known use",
      "authentication-key-interior",
      (state) => interior(state).keys.push({ id: "key-1", usage: undefined, requests: [], certificates: [] }),
    ],
    [
      "a key whose request was taken away",
      "signing-key-interior",
      (state) => interior(state).keys.push({ id: "key-2", usage: "SIGNING", requests: [], certificates: [] }),
    ],
    [
      "a subsystem that asks for certificates of its callers",
      "client-civil",
      (state) => {
        const client = { status: "SAVED", connection: "HTTPS", descriptions: [], rights: {}, trusted: [] };
        interior(state).clients[CIVIL] = client;
      },
    ],
    [
      "a service that leads elsewhere, in other letters",
      "service-civil-digital-registries",
      (state) => {
        const services = [
          {
            id: `${CIVIL}:digital-registries`,
            code: "digital-registries",
            url: "http://old",
            timeout: 5,
            ssl: true,
          },
        ];
        const description = { id: `${CIVIL}/1`, type: "REST", disabled: true, services };
        interior(state).clients[CIVIL]?.descriptions.push(description);
      },
    ],
    [
      "some of the rights on the management services",
      "management-rights",
      (state) => {
        const rights = { "XU:security-server-owners": [{ code: "clientReg", at: 0 }] };
        Object.assign(interior(state).clients["XU:GOV:70001:MANAGEMENT"] ?? {}, { rights });
      },
    ],
    [
      "a right that no link asks for any more",
      `right-civil-digital-registries-${SOCIAL.replaceAll(":", "-")}`,
      (state) => {
        const civil = interior(state).clients[CIVIL];
        if (civil !== undefined) civil.rights["XU:GOV:70001:old"] = [{ code: "digital-registries", at: 0 }];
      },
    ],
  ];

  it.each(states)("%s is completed", async (_title, step, leave) => {
    const state = await upTo(step);
    leave(state);
    const { code, lines } = await run(setup, state);
    expect([code, lines.at(-1)]).toEqual([0, expect.stringContaining("messages of")]);
    expect(end(state)).toEqual(await whole());
  });

  it("a registration that arrived though its server does not know is approved, not asked for again", async () => {
    for (const [step, kind] of [
      ["approval-interior", "server"],
      ["client-approval-civil", "client"],
    ] as const) {
      const state = await upTo(step);
      const [key] = interior(state).keys;
      const client = interior(state).clients[CIVIL];
      if (kind === "server" && key?.certificates[0] !== undefined) key.certificates[0].status = "SAVED";
      if (kind === "client" && client !== undefined) client.status = "SAVED";
      expect((await run(setup, state)).code).toBe(0);
      expect(end(state)).toEqual(await whole());
    }
  });

  it("rights that people gave to others of the instance stay", async () => {
    const state = await upTo(`right-civil-digital-registries-${SOCIAL.replaceAll(":", "-")}`);
    const given = [{ code: "digital-registries", at: 0 }];
    const civil = interior(state).clients[CIVIL];
    if (civil !== undefined) civil.rights["XU:COM:9:bank"] = given;
    expect((await run(setup, state)).code).toBe(0);
    expect(interior(state).clients[CIVIL]?.rights["XU:COM:9:bank"]).toBe(given);
  });
});

describe("what no other try can mend", () => {
  it("is an instance of another name", async () => {
    const state = await upTo("class-GOV");
    state.central.instance = "OTHER";
    const { code, lines } = await run(setup, state);
    expect(code).toBe(1);
    expect(lines.at(-1)).toContain("the central server is of instance OTHER, which cannot be changed to XU");
  });

  it("is a token with another PIN", async () => {
    const state = await upTo("token-interior");
    interior(state).pin = "Pin-0other";
    const { code, lines } = await run(setup, state);
    expect(code).toBe(1);
    expect(lines.at(-1)).toContain("initialized with another Secret than today's");
  });

  it("is another authority of the same name, which X-Road would take as a second one", async () => {
    const state = await upTo("ocsp-responder");
    const [authority] = state.central.authorities;
    if (authority !== undefined) authority.hash = "00";
    const { code, lines } = await run(setup, state);
    expect(code).toBe(1);
    expect(lines.at(-1)).toContain("the instance accepts another utopia test CA");
    expect(state.central.authorities).toHaveLength(1);
  });
});

describe("a run", () => {
  it("says what it waits for, and no secret", async () => {
    const { lines } = await run(setup, fresh(setup));
    expect(lines.join("\n")).toContain("the configuration with the subsystem is on its way");
    expect(lines.join("\n")).not.toMatch(/Pin-0secret|administrator-0/);
  });

  it("ends with the reason where a password is refused", async () => {
    const { code, lines } = await run(setup, fresh(setup), { patience: 50, readFile: () => "wrong" });
    expect([code, lines.at(-1)]).toEqual([1, expect.stringContaining("POST /login was answered 401")]);
  });

  it("waits where it asked too often, and asks again", async () => {
    let left = 1;
    const trouble = (index: number) => (index > 3 && left-- > 0 ? 429 : undefined);
    const { code, lines } = await run(setup, fresh(setup), { trouble, steps: 3 });
    expect(code).toBe(0);
    expect(lines.some((line) => line.startsWith("waiting"))).toBe(false);
  });
});
