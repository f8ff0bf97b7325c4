import { afterEach, describe, expect, test } from "vitest";
import { runBootstrap } from "../../../run-bootstrap.ts";
import type { KeycloakSetup } from "../settings.ts";
import { openAdminApi } from "./admin-api.ts";
import { type FakeKeycloak, type KeycloakState, startFakeKeycloak, type Trouble } from "./fake-keycloak.ts";
import { planSteps } from "./steps.ts";

const PASSWORD = "made-by-the-test-0123456789";
let fake: FakeKeycloak;

afterEach(() => fake.close());

const setup = (url: string): KeycloakSetup => ({
  url,
  administrator: "country-stack",
  administratorPasswordFile: "administrator",
  realm: "workforce",
  realmTitle: "Utopia",
  accessTokenLifespan: 300,
  roles: ["officer", "auditor"],
  clients: [
    {
      id: "civil",
      title: "OpenCRVS",
      redirectUris: ["https://civil.example/b", "https://civil.example/a"],
      secretFile: "civil",
    },
    { id: "social", title: "Registry", redirectUris: [], secretFile: "social" },
  ],
});

async function run(password = PASSWORD, stop = new AbortController().signal) {
  const lines: string[] = [];
  const files: Record<string, string> = {
    administrator: `${password}\n`,
    civil: "secret-c",
    social: "secret-s",
  };
  const api = openAdminApi(fake.url, "country-stack", () => password);
  const steps = planSteps(setup(fake.url), api, (file) => files[file] ?? "");
  const code = await runBootstrap(steps, {
    stop,
    tell: (line) => lines.push(line),
    patience: 5000,
    pause: 1,
  });
  return { code, lines };
}

/** What is left behind, without the ids that Keycloak chooses. */
const end = ({ realms }: KeycloakState) => JSON.stringify(realms).replaceAll(/"id-\d+"/g, '"ID"');

async function start(
  trouble?: (index: number, request: string) => Trouble | undefined,
  state?: KeycloakState,
) {
  fake = await startFakeKeycloak(PASSWORD, state, trouble);
}

async function unhurt() {
  await start();
  expect((await run()).code).toBe(0);
  const result = { state: end(fake.state), requests: fake.requests.length };
  await fake.close();
  return result;
}

describe("Keycloak's bootstrap", () => {
  test("makes the realm, its roles and a client for each part", async () => {
    await start();
    expect(await run()).toMatchObject({ code: 0 });
    expect(fake.requests.filter((request) => request.startsWith("unknown"))).toEqual([]);
    const { workforce } = fake.state.realms;
    expect(workforce?.realm).toMatchObject({
      enabled: true,
      accessTokenLifespan: 300,
      registrationAllowed: false,
    });
    expect(workforce?.roles).toEqual(["officer", "auditor"]);
    expect(workforce?.clients.map((client) => [client["clientId"], client["standardFlowEnabled"]])).toEqual([
      ["civil", true],
      ["social", false],
    ]);
  });

  test("changes nothing when all is there", async () => {
    await start();
    await run();
    const before = fake.requests.length;
    expect((await run()).lines.every((line) => line.startsWith("is "))).toBe(true);
    expect(fake.requests.slice(before).filter((name) => /^(POST|PUT) \/admin/.test(name))).toEqual([]);
  });

  test("tells no secret", async () => {
    await start((index) => (index % 7 === 3 ? 503 : undefined));
    const { code, lines } = await run();
    expect(code).toBe(0);
    expect(lines.join("\n")).not.toMatch(/secret-|made-by-the-test/);
  });

  test("ends at once when the administrator's password was changed by hand", async () => {
    await start();
    const { code, lines } = await run("another-password");
    expect([code, lines.at(-1)]).toEqual([
      1,
      expect.stringContaining("it was changed there after the installation"),
    ]);
    expect(fake.requests).toHaveLength(1);
  });

  test("mends a realm and a client that are there only in half, and leaves what is not its own", async () => {
    await start(undefined, {
      realms: {
        workforce: {
          realm: { realm: "workforce", enabled: false, loginTheme: "ministry" },
          roles: ["auditor", "guest"],
          clients: [{ id: "x", clientId: "civil", secret: "old" }],
        },
      },
    });
    expect((await run()).code).toBe(0);
    const { workforce } = fake.state.realms;
    expect(workforce?.realm).toMatchObject({ enabled: true, loginTheme: "ministry" });
    expect(workforce?.roles).toEqual(["auditor", "guest", "officer"]);
    expect(workforce?.clients[0]).toMatchObject({ id: "x", clientId: "civil", secret: "secret-c" });
  });

  test.for<Trouble>(["cut", "cut-after", 401, 409, 429, 500, 503])(
    "ends the same when any one request meets %s",
    async (trouble) => {
      const expected = await unhurt();
      for (let at = 0; at < expected.requests; at++) {
        // The first sign-in that is refused is a wrong password, which no other try mends.
        await start((index, name) =>
          index === at && !(trouble === 401 && name.includes("/token")) ? trouble : undefined,
        );
        expect((await run()).code, `request ${at}`).toBe(0);
        expect(end(fake.state), `request ${at}`).toBe(expected.state);
        await fake.close();
      }
    },
  );

  test("ends the same when it is killed after any request and started again", async () => {
    const expected = await unhurt();
    for (let at = 0; at < expected.requests; at++) {
      const stop = new AbortController();
      await start((index) => {
        if (index !== at || stop.signal.aborted) return undefined;
        stop.abort();
        return "cut-after";
      });
      expect((await run(PASSWORD, stop.signal)).code, `killed at ${at}`).toBe(130);
      expect((await run()).code).toBe(0);
      expect(end(fake.state), `killed at ${at}`).toBe(expected.state);
      await fake.close();
    }
  });
});
