import { describe, expect, it } from "vitest";
import { Unmet } from "../../conformance/check.ts";
import { applicationPage } from "./application-page.ts";
import type { Cast } from "./cast.ts";
import { openFollowUp } from "./follow-up.ts";
import { recordJourney } from "./journey.ts";
import type { DeskScene } from "./scene.ts";
import type { Session } from "./sessions.ts";

const CAST = { ministry: "Ministry of Social Affairs", caller: "XU/GOV/70002/social" } as Cast;
const ENTRY = {
  ...{ id: "BEN-3", personId: "XU-1", householdId: "HH-1", programmeId: "PRG-1", status: "candidate" },
  applicant: { name: "Amra <Velloso>", birthDate: "1986-03-14" },
};
const ENROLLED = {
  application: { id: "BEN-3", name: "Amra Velloso" } as never,
  programme: "Cash transfer",
  email: "amra@people.example",
  officer: { name: "Oriel Tamsin", email: "oriel@officers.example", duties: ["enrolment"] },
};
const SESSION: Session = { csrf: "c", officer: ENROLLED.officer, usedAt: 0 };

/** A desk at which each part gives this, throws this, or is not there. */
function open(parts: Readonly<Record<string, unknown>>) {
  const recorder = recordJourney("7");
  const work = (role: string, title: string) => {
    if (!(role in parts)) return undefined;
    return recorder.step(role, title, async () => {
      if (parts[role] instanceof Error) throw parts[role];
      return parts[role];
    });
  };
  return { followUp: openFollowUp(CAST), scene: { work } as unknown as DeskScene, journey: recorder.journey };
}

async function pageOf(parts: Readonly<Record<string, unknown>>): Promise<string> {
  const { followUp, scene, journey } = open(parts);
  const file = await followUp.read(scene, { entry: ENTRY, programme: "Cash transfer", journey });
  return String(await applicationPage(SESSION, file));
}

describe("the page of an application", () => {
  it("shows what each part tells", async () => {
    const page = await pageOf({
      consenting: [{ purpose: "To pay", isOfHouseholds: true, said: "nothing" }],
      scheduling: [{ title: "A visit", from: "2026-12-07T08:00:00.000Z" }],
      telling: [{ title: "You are enrolled", requestUid: "1", state: "bounced" }],
    });
    expect(page).toContain(
      "To pay: <strong>not asked, or not agreed</strong>. Nobody is enrolled without it.",
    );
    expect(page).toContain("A visit: 7 December 2026, 08:00 UTC");
    expect(page).toContain("You are enrolled: <strong>bounced</strong>");
    expect(page).toContain("Amra &lt;Velloso&gt;, XU-1");
  });

  it("has no section of what the stack has not", async () => {
    const page = await pageOf({ scheduling: [] });
    expect(page).toContain("<h2>Appointments</h2><p>None.</p>");
    for (const title of ["Consent", "Notices"]) expect(page).not.toContain(`<h2>${title}`);
    expect(await pageOf({})).not.toContain("<h2>");
  });

  it("says so where a part does not answer as it should, and no other trouble", async () => {
    expect(await pageOf({ consenting: new Unmet("answered 500") })).toContain("does not answer now");
    await expect(pageOf({ consenting: new TypeError("a bug") })).rejects.toThrow("a bug");
  });
});

describe("what follows an enrolment", () => {
  it("is told in the journey", async () => {
    const { followUp, scene, journey } = open({
      scheduling: { title: "A visit", from: "2026-12-07T08:00:00.000Z" },
      telling: { title: "You are enrolled", requestUid: "1", state: "delivered" },
    });
    await followUp.begin(scene, journey, ENROLLED);
    expect([journey.outcomes, journey.troubles]).toEqual([
      ["A visit: 7 December 2026, 08:00 UTC, with Oriel Tamsin.", "Notice to Amra Velloso: delivered."],
      [],
    ]);
  });

  it("ends no enrolment where it does not come about, and nothing else that follows", async () => {
    const { followUp, scene, journey } = open({
      scheduling: new Unmet("Oriel Tamsin has no time for it"),
      telling: { title: "You are enrolled", requestUid: "1", state: "delivered" },
    });
    await followUp.begin(scene, journey, ENROLLED);
    expect([journey.outcomes, journey.troubles]).toEqual([
      ["Notice to Amra Velloso: delivered."],
      ["There is no follow-up visit: Oriel Tamsin has no time for it"],
    ]);
  });

  it("is nothing where the stack has nobody for it", async () => {
    const { followUp, scene, journey } = open({});
    await followUp.begin(scene, journey, ENROLLED);
    expect([journey.outcomes, journey.troubles, journey.steps]).toEqual([[], [], []]);
  });
});
