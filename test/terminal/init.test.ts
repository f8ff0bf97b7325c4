import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT, runCli } from "../run-cli.ts";
import { canHostTerminal, Session } from "./session.ts";

const hosts = canHostTerminal();
if (!hosts) process.stderr.write("SKIPPED: no `script` (util-linux) here to give the wizard a terminal\n");

let folder = "";
const sessions: Session[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "country-stack-init-"));
});
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(words: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Session {
  const program = [process.execPath, join(ROOT, "test/fixtures/wizard.ts"), "country.yaml", ...words];
  const session = new Session(program, { cwd: folder, env });
  sessions.push(session);
  return session;
}

/** Where the schema is depends on where the tests run. */
const profile = () =>
  readFileSync(join(folder, "country.yaml"), "utf8").replace(/(?<=\$schema=).*/, "<schema>");
const draft = () => join(folder, ".country.yaml.draft.json");

/** Answers Enter to each question in turn, as soon as it is there. */
async function accept(session: Session, ...titles: readonly string[]): Promise<void> {
  for (const title of titles) {
    await session.see(`? ${title}`);
    session.press("Enter");
  }
}

async function answer(session: Session, title: string, text: string): Promise<void> {
  await session.see(`? ${title}`);
  await session.type(text);
  session.press("Enter");
}

const FRAME = ["Country", "Country code", "Currency", "Name of", "Domain", "Environment", "Size"];
const ORGANIZATION = ["First organization", "Member class", "Member code", "Another organization"];

describe.skipIf(!hosts)("the wizard in a terminal", { timeout: 180_000 }, () => {
  it("goes forward from the country to the file", async () => {
    const session = open();
    await session.see("? Country", "> (Utopia)");
    session.shoot("it begins");
    await answer(session, "Country", "Kenya");
    await accept(session, "Country code");
    await session.see("? Currency");
    await session.type("kes");
    session.press("Enter");
    await session.see("must be three capital letters");
    session.shoot("kes, Enter");
    session.press("Backspace", "Backspace", "Backspace");
    await session.type("KES");
    session.press("Enter");
    await accept(session, "Name of the stack", "Domain");
    await session.see("? Environment", "a warning.");
    session.shoot("up to the environment");
    session.press("Down");
    await session.see("have to be granted");
    session.press("Enter");
    await accept(session, "Size");
    await session.see("? Use cases", "Needs Information");
    session.shoot("staging, demo");
    session.press("Enter");
    await session.see("? Building blocks", "Needed for");
    session.shoot("Enter");
    session.press("Enter");
    await accept(session, "First organization", "Member class", "Member code");
    await answer(session, "Another organization", "Ministry of Social Affairs");
    await accept(session, "Member class of Ministry", "Member code of Ministry", "Another organization");
    await session.see("? Product for Information Mediator", "of its own.");
    session.shoot("Government of Kenya, Ministry of Social Affairs");
    session.press("Enter");
    await accept(session, "Owner of information-mediator");
    await session.see("? Product for Payments", "all banks");
    session.press("Down");
    await session.see("you will be asked");
    session.shoot("crossing, government, Down");
    session.press("Enter");
    await answer(session, "Address of payments", "https://wire.example");
    await accept(session, "Owner of payments", "Digital Registries: how many parts?");
    await session.see("? Product for programmes", "from a schema");
    session.press("Down");
    await session.see("does not offer registry:programmes");
    session.shoot("wire, its address, government, each, Down");
    session.press("Up");
    await session.see("from a schema");
    session.press("Enter");
    await session.see("? Owner of programmes");
    session.press("Down");
    await session.see("GOV/70002");
    session.press("Enter");
    await session.see("? Option registries of programmes", "(programmes)");
    session.shoot("reference, social-affairs");
    session.press("Enter");
    await accept(session, "Product for households", "Owner of households", "Option registries of households");
    await session.see("? Who serves postgres?", "one server on");
    session.shoot("the same for households");
    session.press("Enter");
    await session.see("? Grant 1 exemption?", "Somebody has to");
    session.press("Down");
    await session.see("until when");
    session.shoot("postgresql, Down");
    session.press("Enter");
    await accept(session, "Who answers for the exemptions?");
    await session.see("? Until when?");
    session.press("Tab");
    session.press(...Array.from({ length: 10 }, () => "Backspace" as const));
    await session.type("2999-12-31");
    session.press("Enter");
    await session.see("? Write country.yaml?", "show the file");
    session.shoot("government, 2999-12-31");
    session.press("Enter");
    expect(await session.ended()).toBe(0);
    session.shoot("Enter");
    await expect(session.album()).toMatchFileSnapshot("golden/forward.txt");
    await expect(profile()).toMatchFileSnapshot("golden/forward.yaml");
    expect(session.screen.overflows).toBe(0);
    expect(existsSync(draft())).toBe(false);
  });

  it("goes back with Esc, and has the answers that were given", async () => {
    const session = open();
    await answer(session, "Country", "Kenya");
    await accept(session, "Country code");
    await answer(session, "Currency", "KES");
    await answer(session, "Name of the stack", "kenya-trial");
    await session.see("? Domain");
    session.press("Esc");
    await session.see("? Name of the stack", "> (kenya-trial)");
    session.shoot("Kenya, KE, KES, kenya-trial, Esc");
    session.press("Esc");
    await session.see("? Currency", "> (KES)");
    session.press("Esc");
    await session.see("? Country code", "> (KE)");
    session.press("Esc");
    await session.see("? Country Its", "> (Kenya)");
    session.shoot("Esc, Esc, Esc");
    await answer(session, "Country", "Utopia");
    await session.see("? Country code", "> (XU)");
    session.press("Enter");
    await session.see("? Currency", "> (XTS)");
    session.press("Enter");
    await accept(session, "Name of the stack");
    await session.see("? Domain", "kenya-trial.example");
    session.shoot("forward again: Utopia");
    session.press("Enter");
    await accept(session, "Environment", "Size");
    await session.see("? Use cases");
    session.press("Space", "Enter");
    await session.see("? Building blocks", "❯◉ Information");
    session.press("Space", "Enter");
    await session.see("must name at least one building block");
    session.shoot("no use case, no block");
    session.press("Esc");
    await session.see("? Use cases", "❯◯ Cash transfer");
    session.shoot("Esc");
    await expect(session.album()).toMatchFileSnapshot("golden/back.txt");
    expect(session.screen.overflows).toBe(0);
  });

  it("keeps a draft on Ctrl-C, resumes it, and removes it when the profile is written", async () => {
    const first = open();
    await answer(first, "Country", "Kenya");
    await accept(first, "Country code");
    await answer(first, "Currency", "KES");
    await accept(first, "Name of the stack", "Domain", "Environment", "Size", "Use cases");
    await first.see("? Building blocks");
    first.press("Ctrl-C");
    expect(await first.ended()).toBe(130);
    first.shoot("Ctrl-C at the building blocks");
    expect(statSync(draft()).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(draft(), "utf8"))).toMatchObject({
      country: { name: "Kenya" },
      size: "demo",
    });

    const second = open();
    await second.see("? Go on with the draft of", "begin anew");
    second.press("Enter");
    await second.see("? Building blocks", "◉ Payments", "Needed for");
    second.shoot("started again: go on where it stopped");
    second.press("Ctrl-D");
    expect(await second.ended()).toBe(130);

    const third = open();
    await accept(third, "Go on with the draft", "Building blocks");
    await accept(third, ...ORGANIZATION, "Product for Information Mediator", "Product for Payments");
    await accept(
      third,
      "Digital Registries: how many parts?",
      "Product for programmes",
      "Option registries of pro",
    );
    await accept(third, "Product for households", "Option registries of house", "Who serves mysql?");
    await third.see("? Write country.yaml?", "show the file");
    third.shoot("Enter to everything");
    third.press("Enter");
    expect(await third.ended()).toBe(0);
    expect(existsSync(draft())).toBe(false);
    expect(profile()).toContain("name: kenya\n");
    await expect(
      first.album() + second.album() + third.album().replaceAll(/\d{4}-\d\d-\d\d/g, "<day>"),
    ).toMatchFileSnapshot("golden/resume.txt");
  });

  it("shows details on demand, and in the review lets an answer be changed", async () => {
    const answers = {
      country: { name: "Utopia", code: "XU", currency: "XTS" },
      name: "utopia",
      domain: "utopia.example",
      environment: "production",
      size: "demo",
      useCases: ["birth"],
      blocks: ["registration"],
      organizations: [{ name: "Government of Utopia", class: "GOV", code: "70001" }, { name: "" }],
    };
    writeFileSync(draft(), JSON.stringify(answers));
    const session = open();
    await accept(session, "Go on with the draft");
    await session.see("? Product for Registration", "often offline");
    session.press("?");
    await session.see("national", "? Product for Registration", "often offline");
    session.shoot("at the product for registration: ?");
    session.press("Enter");
    await session.see("? Option language of registration", "sw");
    session.shoot("Enter");
    session.press("Down", "Down", "Enter");
    await answer(session, "Option administrator of registration", "office@utopia.example");
    await answer(session, "Option languages of registration", "sw: Kiswahili, en: English");
    await session.see("? Product for Identity", "one account");
    session.shoot("sw, office@utopia.example, two languages");
    session.press("Enter");
    await accept(session, "Who serves postgres?");
    await session.see("? Write country.yaml?", "show the file");
    session.shoot("Enter, Enter");
    session.press("Down", "Enter");
    await session.see("? Which answer?", "Size: demo");
    session.shoot("change an answer");
    session.press("Down", "Down", "Down", "Down", "Down", "Down", "Enter");
    await session.see("? Size", "each product works");
    session.press("Down", "Down", "Enter");
    await session.see("? Who serves postgres?", "fail-over");
    session.shoot("size: national");
    session.press("Enter");
    await session.see("24Gi", "? Write country.yaml?", "show the file");
    session.shoot("Enter");
    session.press("Down", "Enter");
    await session.see("? Which answer?", "❯ Country: Utopia");
    session.press("Enter");
    await answer(session, "Country Its", "Kenya");
    await accept(session, "Country code");
    await answer(session, "Currency", "KES");
    await session.see("? Write country.yaml?", "show the file");
    session.shoot("another country: only its code and currency are asked again");
    expect(session.screen.overflows).toBe(0);
    session.press("Down", "Down", "Enter");
    await session.see("administrator: office@utopia.example", "? Write country.yaml?");
    session.press("Esc");
    await session.see("? Who serves postgres?");
    session.press("Ctrl-C");
    expect(await session.ended()).toBe(130);
    await expect(session.album()).toMatchFileSnapshot("golden/review.txt");
  });

  it("asks only for what a file of answers lacks", async () => {
    const answers = [
      "country: { name: Utopia, code: XU, currency: XTS }",
      "name: utopia",
      "domain: utopia.example",
      "environment: development",
      "useCases: []",
      "blocks: [payments]",
      "organizations: [{ name: Ministry of Finance, class: GOV, code: '70001' }, { name: '' }]",
      "parts: { payments: { product: wire } }",
    ];
    writeFileSync(join(folder, "answers.yaml"), answers.join("\n"));
    const session = open(["--answers", "answers.yaml"]);
    await accept(session, "Size");
    await answer(session, "Address of payments", "https://wire.example");
    await session.see("? Write country.yaml?", "show the file");
    session.shoot("Size, address");
    session.press("Esc");
    await session.see("? Address of payments", "(https://wire.example)");
    session.press("Enter");
    await accept(session, "Write country.yaml?");
    expect(await session.ended()).toBe(0);
    expect(profile()).toContain("external: { url: https://wire.example }");
    await expect(session.album()).toMatchFileSnapshot("golden/answers.txt");
  });

  it("says what is missing, and writes what is not valid only when told so", async () => {
    const session = open();
    await accept(session, ...FRAME);
    await session.see("? Use cases", "❯◉ Cash");
    session.press("Enter");
    await session.see("? Building blocks", "❯◉ Information");
    session.press("Down", "Down", "Space", "Enter");
    await accept(session, ...ORGANIZATION, "Product for Information Mediator");
    await accept(
      session,
      "Digital Registries: how many parts?",
      "Product for programmes",
      "Option registries of pro",
    );
    await accept(session, "Product for households", "Option registries of house");
    await session.see("? Write country.yaml?", "show the file");
    session.shoot("a use case without the payments that it needs");
    session.press("Up", "Enter");
    expect(await session.ended()).toBe(0);
    expect(profile()).toContain("- cash-transfer");
    await expect(session.album()).toMatchFileSnapshot("golden/missing.txt");
  });

  it("asks before it writes over a profile, and leaves it alone where it may not", async () => {
    writeFileSync(join(folder, "country.yaml"), "mine");
    const session = open();
    await session.see("? country.yaml is there already", "OTHER.yaml");
    session.shoot("there is a profile");
    session.press("Enter");
    expect(await session.ended()).toBe(1);
    session.shoot("Enter");
    expect(profile()).toBe("mine");
    await expect(session.album()).toMatchFileSnapshot("golden/there.txt");
  });

  it("looks the same without colours", async () => {
    const shown = async (env: NodeJS.ProcessEnv) => {
      const session = open(["--fresh"], env);
      await accept(session, ...FRAME);
      await session.see("? Use cases", "Needs Information");
      return { text: session.screen.text(), styles: session.screen.styles };
    };
    const coloured = await shown({});
    const plain = await shown({ NO_COLOR: "1" });
    expect(plain.text).toBe(coloured.text);
    expect(coloured.styles).toBeGreaterThan(50);
    expect(plain.styles).toBe(0);
  });

  it("leads with the shipped catalog to a profile that is valid", async () => {
    const program = [process.execPath, join(ROOT, "cli/country-stack.cjs"), "init", "country.yaml"];
    const session = new Session(program, { cwd: folder });
    sessions.push(session);
    // How many questions there are depends on the catalog.
    for (let title = await session.nextQuestion(""); title !== "Write country.yaml?"; ) {
      session.press("Enter");
      title = await session.nextQuestion(title);
    }
    session.press("Enter");
    expect(await session.ended()).toBe(0);
    const { code, stderr } = await runCli(["validate", join(folder, "country.yaml")]);
    expect(stderr).toContain("is valid");
    expect(code).toBe(0);
  });
});
