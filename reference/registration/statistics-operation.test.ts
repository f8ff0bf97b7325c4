import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exampleSeed, SERVICE, type StartedRegistration, startRegistration } from "./started-registration.ts";

/** A file of the past: `decisions` are letters, one for each day from the first of the month. */
const past = (month: string, decisions: string) => ({
  ...{ serviceId: SERVICE, applicantId: "XU-1001", registered: `${month}-01T00:00:00Z`, data: { name: "A" } },
  decisions: [...decisions].map((letter, index) => ({
    at: `${month}-${String(index + 1).padStart(2, "0")}T12:00:00Z`,
    ...({
      A: { status: "APPROVED" },
      I: { status: "APPROVED", data: { inspector: "B" } },
      S: { status: "SENDBACK" },
      R: { status: "REJECTED" },
      c: {},
    }[letter] ?? {}),
  })),
});

let server: StartedRegistration;
beforeEach(() => {
  const applications = [
    past("2026-01", "AI"),
    past("2026-01", "R"),
    past("2026-02", "ScAI"),
    past("2025-12", "AR"),
  ];
  server = startRegistration({ seed: exampleSeed({ applications }) });
});
afterEach(() => server.close());

const ask = (query = "") => server.send("GET", `/data/statistics${query}`);
const numbers = async (query = "") =>
  (await ask(query)).body.map((one: Record<string, unknown>) =>
    [one["processed"], one["approved"], one["sentBack"], one["rejected"]].join(" "),
  );

describe("the statistics", () => {
  test("count what gave an application its status", async () => {
    expect((await ask()).body).toEqual([
      {
        ...{ processed: 5, approved: 2, sentBack: 1, rejected: 2 },
        references: {
          timeframeDay: false,
          timeframeWeek: false,
          timeframeMonth: false,
          timeframeYear: false,
        },
      },
    ]);
  });

  test.each([
    ["?startDate=2026-01-01&endDate=2026-01-31", ["2 1 0 1"]],
    ["?startDate=2026-01-02&endDate=2026-01-02", ["1 1 0 0"]],
    ["?registrationName=building%20PERMIT", ["5 2 1 2"]],
    ["?role=Inspector", ["3 2 0 1"]],
    ["?role=clerk", ["2 0 1 1"]],
    ["?operator=Bastian%20Rook", ["3 2 0 1"]],
    ["?operator=OFF-1", ["2 0 1 1"]],
    ["?timeframe=year", ["1 0 0 1", "4 2 1 1"]],
    ["?timeframe=month", ["1 0 0 1", "2 1 0 1", "2 1 1 0"]],
    ["?timeframe=day&startDate=2026-02-01", ["1 0 1 0", "1 1 0 0"]],
  ])("of %s are %j", async (query, expected) => {
    expect(await numbers(query)).toEqual(expected);
  });

  test("say what was asked for, and the days of each span", async () => {
    const { body } = await ask("?timeframe=week&role=Inspector&startDate=2026-01-01");
    expect(body.map((one: { references: object }) => one.references)).toMatchObject([
      { startDate: "2025-12-29", endDate: "2026-01-04", role: "Inspector", timeframeWeek: true },
      { startDate: "2026-02-02", endDate: "2026-02-08", timeframeDay: false },
    ]);
  });

  test.each([...["?registrationName=Fishing", "?operator=Nobody", "?role=King", "?startDate=2030-01-01"]])(
    "of %s are not found",
    async (query) => {
      expect((await ask(query)).status).toBe(404);
    },
  );

  test.each([
    ...["?startDate=yesterday", "?startDate=2026-02-30", "?endDate=2026-1-1", "?timeframe=decade"],
    "?startDate=2026-02-01&endDate=2026-01-01",
  ])("of %s are refused", async (query) => {
    expect((await ask(query)).status).toBe(400);
  });

  test("of one person are for operators", async () => {
    expect((await server.sendAsPortal("GET", "/data/statistics")).status).toBe(200);
    expect((await server.sendAsPortal("GET", "/data/statistics?operator=OFF-1")).status).toBe(403);
  });
});
