import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { applicationPage } from "./application-page.ts";
import type { Casework } from "./casework.ts";
import type { IdentityClient } from "./identity-client.ts";
import { type Html, renderPage } from "./layout.ts";
import { beneficiariesPage, candidatesPage, journeyPage, messagePage, welcomePage } from "./pages.ts";
import { isOwnForm, type Pending, type Session, Sessions } from "./sessions.ts";

/** What the pages of a desk need. */
export interface DeskOptions {
  readonly country: string;
  readonly ministry: string;
  /** Where this desk is, without a slash at its end. */
  readonly url: string;
  readonly identity: IdentityClient;
  readonly casework: Casework;
  /** Where one-time codes can be read, for people; undefined where they are sent. */
  readonly codesAt: string | undefined;
}

/** The pages at which officers of the ministry enrol households and pay them. */
export function createDeskApp(options: DeskOptions): Hono {
  const app = new Hono();
  const sessions = new Sessions();
  const { host } = new URL(options.url);
  const { identity, casework } = options;

  const show = (
    context: Context,
    title: string,
    content: Html,
    status: 200 | 400 | 403 | 404 | 502 = 200,
  ) => {
    const session = sessions.of(context);
    const nonce = randomBytes(16).toString("base64");
    const { country, ministry } = options;
    context.header(
      "Content-Security-Policy",
      `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self' ${identity.origin}; frame-ancestors 'none'; base-uri 'none'`,
    );
    context.header("Cache-Control", "no-store");
    return context.html(renderPage({ title, session, nonce, country, ministry, content }), status);
  };
  const sendAway = async (
    context: Context,
    session: Session,
    about: Pick<Pending, "application">,
    hint?: string,
  ) => {
    const { url, pending } = await identity.begin(hint);
    session.pending = { ...pending, ...about };
    return context.redirect(url.href, 303);
  };

  app.use(secureHeaders());
  app.use(async (context, next) => {
    // A page elsewhere whose name leads to loopback would else speak in the officer's name.
    if (context.req.header("Host") !== host) return context.text("this desk is somewhere else", 421);
    return next();
  });
  app.use(async (context, next) => {
    if (context.req.method !== "POST") return next();
    const { csrf } = await context.req.parseBody();
    if (isOwnForm(sessions.of(context), csrf)) return next();
    return show(context, "Please try again", messagePage("This page was open for too long."), 403);
  });
  app.get("/", (context) =>
    sessions.of(context).officer === undefined
      ? show(context, "Social cash transfer", welcomePage(options.codesAt))
      : context.redirect("/candidates", 303),
  );
  app.get("/sign-in", (context) => sendAway(context, sessions.begin(context), {}));
  app.get("/signed-in", async (context) => {
    const session = sessions.of(context);
    const { pending } = session;
    delete session.pending;
    if (pending === undefined) return context.redirect("/", 303);
    const back = new URL(context.req.url);
    const finished = await identity
      .finish(new URL(back.pathname + back.search, options.url), pending)
      .catch(() => undefined);
    if (finished === undefined)
      return show(context, "Not signed in", messagePage("Identity did not confirm who signed in."), 403);
    if (pending.application !== undefined && session.officer !== undefined) {
      session.journey = await casework.enrol(pending.application, finished.claims, session.officer);
      return context.redirect("/journey", 303);
    }
    const officer = await casework.officer(finished.claims);
    if (officer === undefined)
      return show(context, "Not an officer", messagePage("The ministry has no officer of this name."), 403);
    // Whoever knew the number of the session before must not be signed in now.
    Object.assign(sessions.begin(context), { officer, idToken: finished.idToken });
    return context.redirect("/candidates", 303);
  });
  app.post("/sign-out", (context) => {
    const { idToken } = sessions.of(context);
    sessions.begin(context);
    return context.redirect(
      idToken === undefined ? "/" : identity.signOut(idToken, `${options.url}/`).href,
      303,
    );
  });
  app.use(async (context, next) => {
    if (sessions.of(context).officer !== undefined) return next();
    return context.redirect("/", 303);
  });
  app.get("/candidates", async (context) => {
    const { entries, programmes } = await casework.list("candidate");
    return show(context, "Candidates", candidatesPage(sessions.of(context), entries, programmes));
  });
  app.get("/beneficiaries", async (context) => {
    const { entries, programmes } = await casework.list("enrolled");
    return show(context, "Beneficiaries", beneficiariesPage(sessions.of(context), entries, programmes));
  });
  app.get("/applications/:id", async (context) => {
    const file = await casework.read(context.req.param("id"));
    if (file === undefined)
      return show(context, "Not found", messagePage("There is no such application."), 404);
    return show(context, `Application ${file.entry.id}`, applicationPage(sessions.of(context), file));
  });
  app.post("/candidates/:id/enrol", async (context) => {
    const session = sessions.of(context);
    const entry = (await casework.list("candidate")).entries.find(({ id }) => id === context.req.param("id"));
    if (entry === undefined)
      return show(context, "Not found", messagePage("There is no such candidate."), 404);
    if (!session.officer?.duties.includes("enrolment"))
      return show(context, "Not allowed", messagePage("Enrolling is for enrolment officers."), 403);
    return sendAway(context, session, { application: entry.id }, entry.personId);
  });
  app.post("/beneficiaries/:id/pay", async (context) => {
    const session = sessions.of(context);
    if (!session.officer?.duties.includes("payment"))
      return show(context, "Not allowed", messagePage("Paying is for payment officers."), 403);
    session.journey = await casework.pay(context.req.param("id"));
    return context.redirect("/journey", 303);
  });
  app.get("/journey", (context) => {
    const { journey } = sessions.of(context);
    if (journey === undefined) return context.redirect("/candidates", 303);
    return show(context, "What was done", journeyPage(journey));
  });
  app.notFound((context) => show(context, "Not found", messagePage("There is no such page."), 404));
  app.onError((error, context) => {
    process.stderr.write(`the desk: ${error.message}\n`);
    return show(context, "Not answered", messagePage("Another system did not answer as it should."), 502);
  });
  return app;
}
