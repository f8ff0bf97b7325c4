import type { Answer } from "../operation.ts";
import { type Html, html, page } from "./html.ts";
import type { Requested } from "./requested-claims.ts";

/** What every page of a sign-in knows. */
export interface SignInPage {
  readonly transactionId: string;
  readonly clientName: string;
  readonly redirectUri: string;
  /** What went wrong with the step before. */
  readonly error?: string | undefined;
}

/** Which ways there are to prove who one is. */
export interface Ways {
  readonly code: boolean;
  readonly wallet: boolean;
}

/** What people read for a claim or scope. */
const CLAIM_TITLES: Readonly<Record<string, string>> = {
  name: "Name",
  given_name: "Given name",
  family_name: "Family name",
  middle_name: "Middle name",
  preferred_username: "Name that you prefer",
  nickname: "Nickname",
  gender: "Gender",
  birthdate: "Date of birth",
  email: "E-mail address",
  email_verified: "Whether the e-mail address is checked",
  phone_number: "Telephone number",
  phone_number_verified: "Whether the telephone number is checked",
  picture: "Picture",
  address: "Address",
  locale: "Language",
  zoneinfo: "Time zone",
  offline_access: "Access while you are away",
};

/** The first page: who are you? */
export function identifyPage(sign: SignInPage, ways: Ways): Answer {
  const byCode = html`${start(sign)}
<label for="individualId">Your number</label>
<p class="hint" id="individualId-hint">The number of your identity card or registration. We send you a one-time code.</p>
<input type="text" id="individualId" name="individualId" autocomplete="username" maxlength="64" required aria-describedby="individualId-hint" autofocus>
<button type="submit" name="step" value="identify">Send me a code</button>
${cancel()}
</form>`;
  const byWallet = html`${start(sign)}
<button type="submit" name="step" value="wallet" class="other">Use my wallet</button>
${ways.code ? html`` : cancel()}
</form>`;
  const neither = html`${start(sign)}
<p>This service asks for a kind of proof that is not offered here.</p>
${cancel()}
</form>`;
  return signInPage(sign, "Sign in", [
    html`<p>You sign in to <strong>${sign.clientName}</strong>.</p>`,
    ...(ways.code ? [byCode] : []),
    ...(ways.wallet ? [byWallet] : []),
    ...(ways.code || ways.wallet ? [] : [neither]),
  ]);
}

/** The second page: the code. Nothing on it tells whether there is anybody of that number. */
export function codePage(sign: SignInPage, individualId: string): Answer {
  return signInPage(sign, "Enter your code", [
    html`<p>If the number is known here, a one-time code is on its way to you. It is good for a few minutes.</p>`,
    html`${start(sign)}
<input type="hidden" name="individualId" value="${individualId}">
<label for="code">One-time code</label>
<p class="hint" id="code-hint">Six digits. Nobody will ever ask you for it by telephone.</p>
<input type="text" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required aria-describedby="code-hint" autofocus>
<button type="submit" name="step" value="code">Sign in</button>
${cancel()}
</form>
${start(sign)}
<input type="hidden" name="individualId" value="${individualId}">
<button type="submit" name="step" value="identify" class="other">Send me another code</button>
</form>`,
  ]);
}

/** The page for who uses a wallet: the code that it asks for. */
export function walletPage(sign: SignInPage, linkCode: string): Answer {
  return signInPage(sign, "Use your wallet", [
    html`<p>Open your wallet on your telephone and enter this code there. Then go on here.</p>
<p><output>${linkCode}</output></p>`,
    html`${start(sign)}
<input type="hidden" name="linkCode" value="${linkCode}">
<button type="submit" name="step" value="linked">I have agreed in my wallet</button>
${cancel()}
</form>`,
  ]);
}

/** The last page: what the service may know. What it cannot do without is said and not asked. */
export function consentPage(sign: SignInPage, requested: Requested): Answer {
  const { essential, voluntary, scopes } = requested;
  const box = (name: string, kind: "claim" | "scope") =>
    html`<label><input type="checkbox" name="${kind}" value="${name}" checked>${CLAIM_TITLES[name] ?? name}</label>`;
  const must = html`<fieldset><legend>It cannot do without</legend>
${essential.map((name) => html`<label><input type="checkbox" name="claim" value="${name}" checked required>${CLAIM_TITLES[name] ?? name}</label>`)}
</fieldset>`;
  const may = html`<fieldset><legend>It would also like to know</legend>
${voluntary.map((name) => box(name, "claim"))}${scopes.map((name) => box(name, "scope"))}
</fieldset>`;
  return signInPage(sign, "What may it know?", [
    html`<p><strong>${sign.clientName}</strong> asks what it may know about you. You decide.</p>`,
    html`${start(sign)}
${essential.length > 0 ? must : html``}
${voluntary.length + scopes.length > 0 ? may : html``}
${essential.length + voluntary.length + scopes.length > 0 ? html`` : html`<p>It wants to know that it is you, and nothing else.</p>`}
<button type="submit" name="step" value="consent">Agree</button>
${cancel()}
</form>`,
  ]);
}

/** The page where a sign-in is not known any more. */
export function overPage(): Answer {
  const body = html`<h1>This sign-in is over</h1>
<p>It took too long, or it was begun in another browser. Go back to the service that sent you here and try again.</p>`;
  return page("This sign-in is over", body, { status: 400 });
}

function signInPage(sign: SignInPage, title: string, parts: readonly Html[]): Answer {
  const error = sign.error === undefined ? html`` : html`<p class="error" role="alert">${sign.error}</p>`;
  const body = html`<h1>${title}</h1>
${error}
${parts}`;
  return page(title, body, { returnTo: sign.redirectUri });
}

function start({ transactionId }: SignInPage): Html {
  return html`<form method="post" action="/sign-in/${transactionId}">
<input type="hidden" name="transactionId" value="${transactionId}">`;
}

function cancel(): Html {
  return html`<button type="submit" name="step" value="cancel" class="other" formnovalidate>Cancel</button>`;
}
