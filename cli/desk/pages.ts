import { html } from "hono/html";
import type { Hop, Journey, Step } from "./journey.ts";
import type { Html } from "./layout.ts";
import type { Entry } from "./registers.ts";
import type { Session } from "./sessions.ts";

/** Before anybody has signed in. */
export function welcomePage(codesAt: string | undefined): Html {
  return html`<p>Officers of the ministry enrol households in a programme here, and pay them.</p>
<p><a class="button" href="/sign-in">Sign in as an officer</a></p>
${codesAt === undefined ? "" : html`<p>In this demonstration nobody has a telephone: the one-time code of a person is shown at <code>${codesAt}</code>.</p>`}`;
}

/** Applications that nobody has decided on. */
export function candidatesPage(
  session: Session,
  entries: readonly Entry[],
  programmes: ReadonlyMap<string, string>,
): Html {
  if (entries.length === 0) return html`<p>There are no candidates.</p>`;
  return html`<p>To enrol a candidate, let the person sign in at this desk: that proves who applies.</p>
<div class="wide"><table>
<caption>Applications that wait for a decision</caption>
<thead><tr><th scope="col">Application</th><th scope="col">Applicant</th><th scope="col">Household</th><th scope="col">Programme</th><th scope="col">Account</th><th scope="col">Decide</th></tr></thead>
<tbody>${entries.map(
    (entry) => html`<tr>
<th scope="row">${linkTo(entry)}</th>
<td>${entry.applicant?.name ?? entry.personId}<br>${entry.personId}</td>
<td>${entry.householdId}</td>
<td>${programmes.get(entry.programmeId) ?? entry.programmeId}</td>
<td>${accountOf(entry)}</td>
<td>${enrolButton(session, entry)}</td>
</tr>`,
  )}</tbody>
</table></div>`;
}

/** Households that are enrolled. */
export function beneficiariesPage(
  session: Session,
  entries: readonly Entry[],
  programmes: ReadonlyMap<string, string>,
): Html {
  if (entries.length === 0) return html`<p>Nobody is enrolled yet.</p>`;
  return html`<div class="wide"><table>
<caption>Beneficiaries</caption>
<thead><tr><th scope="col">Number</th><th scope="col">Person</th><th scope="col">Programme</th><th scope="col">Since</th><th scope="col">Account</th><th scope="col">Pay</th></tr></thead>
<tbody>${entries.map(
    (entry) => html`<tr>
<th scope="row">${linkTo(entry)}</th>
<td>${entry.applicant?.name ?? entry.personId}<br>${entry.personId}</td>
<td>${programmes.get(entry.programmeId) ?? entry.programmeId}</td>
<td>${entry.enrolledOn ?? ""}</td>
<td>${accountOf(entry)}</td>
<td>${payButton(session, entry)}</td>
</tr>`,
  )}</tbody>
</table></div>`;
}

/** What a button did, step by step, with every call and the way that it took. */
export function journeyPage(journey: Journey): Html {
  const result =
    journey.refused === undefined
      ? html`<p class="done" role="status">${doneInWords(journey)}</p>${sentences(journey)}`
      : html`<p class="refused" role="status">Not done: ${journey.refused}.</p><p>Nothing of it was kept.</p>`;
  return html`${result}
<p>Every call carried the number <code>${journey.correlationId}</code>.</p>
${stepList(journey)}
<p><a class="button" href="/candidates">Candidates</a> <a class="button" href="/beneficiaries">Beneficiaries</a></p>`;
}

/** One sentence, and the way back. */
export function messagePage(sentence: string): Html {
  return html`<p role="alert">${sentence}</p><p><a href="/">Back to the beginning</a></p>`;
}

function doneInWords({ troubles }: Journey): string {
  return troubles.length === 0 ? "Done: every step was taken." : "Done, but not all that should follow:";
}

function sentences({ outcomes, troubles }: Journey): Html {
  const said = [...troubles.map((one) => `${one}.`), ...outcomes];
  return said.length === 0 ? html`` : html`<ul>${said.map((one) => html`<li>${one}</li>`)}</ul>`;
}

/** The steps of a journey, each with its calls. */
export function stepList({ steps }: Journey): Html {
  return html`<ol class="steps">${steps.map(stepItem)}</ol>`;
}

function stepItem({ title, done, hops }: Step): Html {
  return html`<li><strong>${title}</strong>: <span class="${done ? "done" : "refused"}">${done ? "done" : "ended here"}</span>
${hops.length === 0 ? "" : html`<ul>${hops.map(hopItem)}</ul>`}</li>`;
}

function hopItem({ way, method, path, status, milliseconds }: Hop): Html {
  const answer = status === 0 ? "no answer" : `answered ${status}`;
  return html`<li>${way.join(" → ")}: <code>${method} ${path}</code> ${answer} in ${milliseconds} ms</li>`;
}

/** The button that enrols a candidate, for those whose duty it is. */
export function enrolButton(session: Session, { id }: Entry): Html | string {
  if (!may(session, "enrolment")) return "for an enrolment officer";
  return button(session, `/candidates/${encodeURIComponent(id)}/enrol`, "Enrol", id);
}

/** The button that pays a beneficiary, for those whose duty it is. */
export function payButton(session: Session, { id }: Entry): Html | string {
  if (!may(session, "payment")) return "for a payment officer";
  return button(session, `/beneficiaries/${encodeURIComponent(id)}/pay`, "Pay", id);
}

function linkTo({ id }: Entry): Html {
  return html`<a href="/applications/${encodeURIComponent(id)}">${id}</a>`;
}

function button(session: Session, action: string, title: string, about: string): Html {
  return html`<form method="post" action="${action}">
<input type="hidden" name="csrf" value="${session.csrf}">
<button aria-label="${title} ${about}">${title}</button>
</form>`;
}

function may({ officer }: Session, duty: string): boolean {
  return officer?.duties.includes(duty) ?? false;
}

/** Where somebody is paid, in words. */
export function accountOf({ account }: Entry): string {
  return account === undefined ? "none" : `${account.institution}, ${account.number}`;
}
