import { html } from "hono/html";
import { formatMoment } from "../../conformance/report/printable.ts";
import type { Word } from "./consents.ts";
import type { CaseFile } from "./follow-up.ts";
import type { Html } from "./layout.ts";
import type { SentNotice } from "./notices.ts";
import { accountOf, enrolButton, payButton, stepList } from "./pages.ts";
import type { Session } from "./sessions.ts";
import type { Visit } from "./visits.ts";

const SAID: Readonly<Record<Word["said"], string>> = {
  yes: "agreed",
  "no more": "agreed, and withdrew it",
  nothing: "not asked, or not agreed",
};

/** An application or an enrolment, with what other systems know of it: consent, appointments, notices. */
export function applicationPage(session: Session, file: CaseFile): Html {
  const { entry, programme, journey } = file;
  const facts = {
    Applicant: `${entry.applicant?.name ?? "unknown"}, ${entry.personId}`,
    Household: entry.householdId,
    Programme: programme,
    Account: accountOf(entry),
    Status: entry.enrolledOn === undefined ? entry.status : `${entry.status} since ${entry.enrolledOn}`,
  };
  const terms = Object.entries(facts).map(([term, text]) => html`<dt>${term}</dt><dd>${text}</dd>`);
  return html`<dl>${terms}</dl>
${asks(journey, "consenting") ? section("Consent", wordList(file.words)) : ""}
${asks(journey, "scheduling") ? section("Appointments", visitList(file.visits)) : ""}
${asks(journey, "telling") ? section("Notices of this desk", noticeList(file.notices)) : ""}
<p>${entry.status === "enrolled" ? payButton(session, entry) : enrolButton(session, entry)}</p>
${journey.steps.length === 0 ? "" : section("How this was read", stepList(journey))}`;
}

/** Whether the stack has a part of this role. */
function asks({ steps }: CaseFile["journey"], role: string): boolean {
  return steps.some(({ hop }) => hop === role);
}

function section(title: string, content: Html): Html {
  return html`<h2>${title}</h2>${content}`;
}

const UNKNOWN = html`<p class="refused">The system that knows does not answer now.</p>`;

function wordList(words: readonly Word[] | undefined): Html {
  if (words === undefined) return UNKNOWN;
  if (words.length === 0) return html`<p>The ministry asks nobody for consent.</p>`;
  return html`<ul>${words.map(
    ({ purpose, said, isOfHouseholds }) =>
      html`<li>${purpose}: <strong>${SAID[said]}</strong>${isOfHouseholds && said !== "yes" ? ". Nobody is enrolled without it." : ""}</li>`,
  )}</ul>`;
}

function visitList(visits: readonly Visit[] | undefined): Html {
  if (visits === undefined) return UNKNOWN;
  if (visits.length === 0) return html`<p>None.</p>`;
  return html`<ul>${visits.map(({ title, from }) => html`<li>${title}: ${formatMoment(from)}</li>`)}</ul>`;
}

function noticeList(notices: readonly SentNotice[] | undefined): Html {
  if (notices === undefined) return UNKNOWN;
  if (notices.length === 0) return html`<p>None.</p>`;
  return html`<ul>${notices.map(({ title, state }) => html`<li>${title}: <strong>${state}</strong></li>`)}</ul>`;
}
