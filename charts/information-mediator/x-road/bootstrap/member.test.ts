import { describe, expect, it } from "vitest";
import type { ServerSetup, XRoadSetup } from "../settings.ts";
import { ANCHOR, memberSetup } from "./example-setup.ts";
import { approve } from "./fake-central.ts";
import { end, fresh, run } from "./fake-run.ts";
import type { FakeState } from "./fake-state.ts";

/** An instance that others run, with its authority and its management services, and new servers of ours. */
function foreignInstance(setup: XRoadSetup): FakeState {
  const state = fresh(setup);
  const provider = "XU:GOV:0:MANAGEMENT";
  const server = "XU:GOV:0:ss-0";
  const at = -1000;
  Object.assign(state.central, {
    instance: "XU",
    loggedIn: true,
    signingKeys: ["INTERNAL", "EXTERNAL"],
    provider,
    providerServer: server,
    authorities: [{ id: 1, name: "utopia test CA", hash: "", responders: ["http://ocsp"], at }],
    timeStamps: [
      { url: "http://tsa-1", at },
      { url: "http://tsa-2", at },
    ],
    servers: { [server]: { address: "ss-0", at } },
  });
  const management = {
    status: "REGISTERED",
    connection: "HTTP",
    descriptions: [{ id: "m", type: "WSDL", disabled: false, services: [] }],
    rights: { "XU:security-server-owners": [{ code: "clientReg", at }] },
    trusted: [],
  };
  state.servers["operator"] = {
    anchor: true,
    loggedIn: true,
    keys: [],
    timeStamps: [],
    clients: { [provider]: management },
  };
  return state;
}

/** The operator of the instance looks at the requests now and then. */
function operatorOf(state: FakeState) {
  return (index: number) => {
    for (const { id, status } of state.central.requests)
      if (index % 50 === 0 && status === "WAITING") approve(state, id);
    return undefined;
  };
}

const certificates = ({ serverCode }: ServerSetup) => ({
  authentication: `CERTIFICATE authentication OF REQUEST csr-key-1-${serverCode}`,
  signing: `CERTIFICATE signing OF REQUEST csr-key-2-${serverCode}`,
});

const signed = (setup: XRoadSetup): XRoadSetup => ({
  ...setup,
  servers: setup.servers.map((server) => ({ ...server, certificates: certificates(server) })),
});

describe("joining an instance that others run", () => {
  it("gets as far as the requests for certificates, shows them, and says where to write the answers", async () => {
    const setup = memberSetup();
    const { code, lines } = await run(setup, foreignInstance(setup), { patience: 50 });
    expect(code).toBe(1);
    expect(lines).toContain(
      "the request for the authentication certificate of interior, for your certificate authority:",
    );
    expect(lines).toContain("REQUEST csr-key-1-ss-70001");
    expect(lines.filter((line) => line.startsWith("REQUEST"))).toHaveLength(1);
    expect(lines.join("\n")).toContain(
      "write it into the profile as member.servers.interior.certificates.authentication",
    );
  });

  it("goes on with the certificates, waits for the operator, and ends with messages", async () => {
    const setup = memberSetup();
    const state = foreignInstance(setup);
    await run(setup, state, { patience: 50 });
    const { code, lines } = await run(signed(setup), state, { trouble: operatorOf(state) });
    expect([code, lines.at(-1)]).toEqual([0, expect.stringContaining("messages of XU:GOV:70002:social")]);
    const said = lines.join("\n");
    expect(said).toContain(
      "waiting for the operator of the instance to approve the registration of XU:GOV:70001:ss-70001 at server-interior.test",
    );
    expect(said).toContain(
      "waiting for the operator of the instance to approve the registration of XU:GOV:70001:civil",
    );
    expect(state.servers["interior"]?.timeStamps).toEqual(["http://tsa-1"]);
  });

  it("ends the same when it is killed at any of its requests", async () => {
    const setup = signed(memberSetup());
    const whole = foreignInstance(setup);
    const { fake } = await run(setup, whole, { trouble: operatorOf(whole) });
    for (let at = 0; at < fake.asked.length; at += 3) {
      const state = foreignInstance(setup);
      const operator = operatorOf(state);
      const stop = new AbortController();
      const trouble = (index: number) => {
        operator(index);
        if (index !== at) return undefined;
        stop.abort();
        return "cut-after" as const;
      };
      await run(setup, state, { stop: stop.signal, trouble });
      expect(
        (await run(setup, state, { trouble: operatorOf(state) })).code,
        `after being killed at ${at}`,
      ).toBe(0);
      expect(end(state), `killed at ${at}`).toEqual(end(whole));
    }
  });

  it("needs no word of the central server's administration", async () => {
    const setup = signed(memberSetup());
    const state = foreignInstance(setup);
    const { fake } = await run(setup, state, { trouble: operatorOf(state) });
    expect(fake.asked.filter(({ url }) => url.includes("central"))).toEqual([]);
    expect(fake.unknown).toEqual([]);
  });

  it("uses the time stamps that the profile names", async () => {
    const setup = signed(memberSetup({ timeStamps: "http://tsa-2" }));
    const state = foreignInstance(setup);
    expect((await run(setup, state, { trouble: operatorOf(state) })).code).toBe(0);
    expect(state.servers["social"]?.timeStamps).toEqual(["http://tsa-2"]);
  });
});

describe("certificates by ACME", () => {
  it("are ordered with the request and waited for", async () => {
    const setup = memberSetup({ authority: { name: "utopia test CA", acme: true, fields: {} } });
    const state = foreignInstance(setup);
    const { lines, fake } = await run(setup, state, { patience: 50 });
    const orders = fake.asked
      .filter(({ url }) => url.endsWith("/keys-with-csrs"))
      .map(({ body }) => JSON.parse(String(body)));
    expect(orders.every((order) => order.csr_generate_request.acme_order === true)).toBe(true);
    expect(lines.at(-1)).toContain("waiting for utopia test CA to answer the order by ACME");
    expect(fake.asked.some(({ url }) => url.endsWith("/token-certificates"))).toBe(false);
  });
});

describe("the anchor", () => {
  const trouble = async (membership: Parameters<typeof memberSetup>[0]) => {
    const setup = memberSetup(membership);
    const { code, lines } = await run(setup, foreignInstance(setup), { patience: 50 });
    return [code, lines.at(-1)];
  };

  it("of another instance is refused, and so is what is none", async () => {
    expect(await trouble({ anchor: ANCHOR.replace(">XU<", ">OTHER<") })).toEqual([
      1,
      expect.stringContaining("the anchor is of instance OTHER, and the profile says XU"),
    ]);
    expect(await trouble({ anchor: "<html/>" })).toEqual([1, expect.stringContaining("is none")]);
  });

  it("is compared with the hash that the operator says", async () => {
    expect(await trouble({ anchorHash: "00:11" })).toEqual([
      1,
      expect.stringContaining("the operator of the instance says 00:11"),
    ]);
  });
});

describe("what an authority wants to know", () => {
  it("is asked of the server, and what nobody can tell is a line of the profile", async () => {
    const setup = memberSetup();
    const state = foreignInstance(setup);
    const { fake } = await run(setup, state, { patience: 50 });
    const order = fake.asked.find(({ url }) => url.endsWith("/keys-with-csrs"))?.body;
    expect(JSON.parse(String(order)).csr_generate_request.subject_field_values).toEqual({
      O: "Ministry\\, of interior",
      CN: "server-interior.test",
      subjectAltName: "server-interior.test",
    });
  });
});
