import { type CheckContext, NotApplicable, Unmet } from "../../check.ts";
import { expectEqual, expectStatus, expectTrue } from "../../expect.ts";
import { type Browser, openBrowser, type Place } from "./browser.ts";
import { readCode } from "./fixtures.ts";
import { type FormField, formsIn, type HtmlForm } from "./html-form.ts";
import type { TestPerson } from "./people.ts";
import { type AuthorizeQuery, authorizePath, type RelyingParty } from "./relying-party.ts";

/** How a person signs in. */
export interface SignIn {
  readonly query?: AuthorizeQuery;
  /** The claims and scopes that the person agrees to; all of them where nothing is said. */
  readonly agreesTo?: readonly string[];
  /** Where asked to agree, the person refuses. */
  readonly refuses?: true;
  /** What the person types, given the right code; it is typed once, even if it is wrong. */
  readonly types?: (code: string) => string | Promise<string>;
}

/** Where a sign-in ended: back at the client, or at a page that goes on asking. */
export interface SignedIn {
  readonly place: Place;
  /** What the client is given; undefined where the person is still at the provider. */
  readonly given: URLSearchParams | undefined;
}

const MOST_PAGES = 8;
const PERSON_FIELD = /individual|^uin$|^vid$|user|login|identifier/i;
const CODE_FIELD = /otp|one.?time|code/i;
const REFUSAL = /cancel|deny|decline|abort|reject|refuse|back/i;
const TYPED = new Set(["text", "tel", "number", "password", "search", "email"]);

/**
 * Signs a person in as a browser without scripts would. Not applicable where the pages need scripts or ask for
 * something else than a person and a one-time code.
 */
export async function signIn(
  context: CheckContext,
  party: RelyingParty,
  person: TestPerson,
  how: SignIn = {},
): Promise<SignedIn> {
  const browser = openBrowser(context, party.provider.origins);
  let place = await browser.open(authorizePath(party, how.query));
  let tries = 0;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    if (place.away !== undefined) return { place, given: givenTo(party, place) };
    if (place.exchange.status >= 400) return { place, given: undefined };
    const form = formToFill(place);
    if (form.fields.some(asksForCode)) tries += 1;
    // A wrong code leads back to the same page, which would go on for ever.
    if (how.types !== undefined && tries > 1) return { place, given: undefined };
    place = await browser.submit(place, form, await fill(context, form, person, how));
  }
  throw new Unmet(`a person who signs in is led through more than ${MOST_PAGES} pages`, place.exchange);
}

/** Signs a person in, and gives the code that the client gets. */
export async function signInForCode(
  context: CheckContext,
  party: RelyingParty,
  person: TestPerson,
  how: SignIn = {},
): Promise<string> {
  const { given, place } = await signIn(context, party, person, how);
  const code = given?.get("code") ?? undefined;
  expectTrue(code !== undefined, "a person who has signed in was not sent back with a code", place.exchange);
  const state =
    how.query !== undefined && "state" in how.query ? how.query["state"] : `state-${party.clientId}`;
  expectEqual(given?.get("state") ?? undefined, state, "the state that the client gets back", place.exchange);
  return code;
}

/** Opens the page to sign in at, and stays there. */
export async function openSignIn(
  context: CheckContext,
  party: RelyingParty,
  query: AuthorizeQuery = {},
): Promise<{ readonly browser: Browser; readonly place: Place }> {
  const browser = openBrowser(context, party.provider.origins);
  const place = await browser.open(authorizePath(party, query));
  expectPage(place);
  return { browser, place };
}

/** The browser has a page of the provider, and has not been sent away. */
export function expectPage({ exchange, away }: Place): void {
  expectTrue(away === undefined, "a browser was sent back instead of getting a page to sign in at", exchange);
  expectStatus(exchange, 200);
  const [type] = (exchange.headers["content-type"] ?? "").split(";");
  expectEqual(type, "text/html", "the type of the page to sign in at", exchange);
}

/** What the client is given by the address that the browser was sent to, which has to be the client's own. */
export function givenTo(party: RelyingParty, { away, exchange }: Place): URLSearchParams {
  const to = away === undefined ? "" : `${away.origin}${away.pathname}`;
  expectTrue(to === party.redirectUri, "a browser was sent to an address that is not the client's", exchange);
  // What is meant for scripts comes behind a hash.
  return new URLSearchParams([...(away?.searchParams ?? []), ...new URLSearchParams(away?.hash.slice(1))]);
}

/** A request that no known client may have made is refused on the spot, and the browser is sent nowhere. */
export async function expectNotSent({ http }: CheckContext, path: string): Promise<void> {
  const headers = { authorization: null, accept: "text/html, */*;q=0.5" };
  const refused = await http.send({ path, client: null, headers });
  expectStatus(refused, 400, 401, 403);
  expectTrue(refused.headers["location"] === undefined, "a browser is sent on after a refusal", refused);
}

function formToFill(place: Place): HtmlForm {
  expectPage(place);
  const forms = formsIn(place.exchange.text).filter(({ method }) => method === "POST");
  const asking = forms.find(({ fields }) => fields.some((field) => isTyped(field)));
  const form = asking ?? forms[0];
  if (form === undefined)
    throw new NotApplicable("the pages to sign in at need scripts, which no check runs");
  return form;
}

async function fill(
  context: CheckContext,
  form: HtmlForm,
  person: TestPerson,
  how: SignIn,
): Promise<URLSearchParams> {
  const values = new URLSearchParams();
  for (const field of form.fields.filter(({ type, name }) => type !== "submit" && name !== "")) {
    const choice = field.type === "checkbox" || field.type === "radio";
    if (choice && !isTicked(field, how)) continue;
    values.append(field.name, isTyped(field) ? await typed(context, field, person, how) : field.value);
  }
  const pressed = buttonOf(form, how);
  if (pressed !== undefined && pressed.name !== "") values.append(pressed.name, pressed.value);
  return values;
}

/** Where nothing is to be typed, the page asks whether the person agrees. */
function buttonOf({ fields }: HtmlForm, { refuses }: SignIn): FormField | undefined {
  const refusing = refuses === true && !fields.some(isTyped);
  return fields.find(
    ({ type, name, value }) => type === "submit" && REFUSAL.test(`${name} ${value}`) === refusing,
  );
}

function isTicked({ value, name }: FormField, { agreesTo }: SignIn): boolean {
  return agreesTo === undefined || agreesTo.includes(value) || agreesTo.includes(name);
}

async function typed(
  context: CheckContext,
  field: FormField,
  person: TestPerson,
  { types = (code) => code }: SignIn,
): Promise<string> {
  if (asksForCode(field)) return types(await readCode(context, person.individualId));
  if (PERSON_FIELD.test(`${field.name} ${field.autocomplete}`)) return person.individualId;
  throw new NotApplicable(`the pages to sign in at ask for ${field.name}, which no check knows`);
}

function isTyped({ type, name }: FormField): boolean {
  return TYPED.has(type) && name !== "";
}

function asksForCode(field: FormField): boolean {
  return isTyped(field) && (field.autocomplete === "one-time-code" || CODE_FIELD.test(field.name));
}
