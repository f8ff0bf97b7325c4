import { type CheckContext, NotApplicable } from "../../check.ts";
import { expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { createCookies } from "./cookies.ts";
import type { HtmlForm } from "./html-form.ts";

/** Where a browser is after following redirects: at a page of the target, or sent away to another server. */
export interface Place {
  /** The last exchange with the target. */
  readonly exchange: Exchange;
  /** Where the target sent the browser to, when that is not the target; nothing is fetched there. */
  readonly away: URL | undefined;
}

/** As much of a browser as signing in takes: it follows redirects, keeps cookies, and runs no script. */
export interface Browser {
  /** Opens a path of the target. */
  open(path: string): Promise<Place>;
  /** Sends a form of the page. */
  submit(place: Place, form: HtmlForm, values: URLSearchParams): Promise<Place>;
  /** The value of a cookie. */
  cookie(name: string): string | undefined;
  /** The `Cookie` header that the browser would send to a path. */
  cookiesFor(path: string): string | undefined;
}

interface Visit {
  readonly url: URL;
  /** What is posted; undefined for GET. */
  readonly body: string | undefined;
}

const MOST_REDIRECTS = 10;

/** A browser without cookies. `origins` are under what other addresses the target speaks of itself. */
export function openBrowser({ http, target }: CheckContext, origins: ReadonlySet<string>): Browser {
  const base = new URL(target.url);
  const basePath = base.pathname.replace(/\/$/, "");
  const cookies = createCookies();
  const isTarget = (url: URL) => url.origin === base.origin || origins.has(url.origin);

  const send = async ({ url, body }: Visit): Promise<Exchange> => {
    const cookie = cookies.headerFor(url.pathname);
    const posted = { "content-type": "application/x-www-form-urlencoded" };
    const exchange = await http.send({
      method: body === undefined ? "GET" : "POST",
      path: pathBelow(basePath, url),
      // No browser knows the token of those who manage the target, or who the checks are.
      client: null,
      headers: {
        authorization: null,
        accept: "text/html, */*;q=0.5",
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : posted),
      },
      ...(body === undefined ? {} : { text: body }),
    });
    cookies.take(exchange.headers["set-cookie"]);
    return exchange;
  };
  const follow = async (first: Visit): Promise<Place> => {
    let visit = first;
    for (let redirects = 0; ; redirects += 1) {
      const exchange = await send(visit);
      const to = redirectOf(exchange, visit.url);
      if (to === undefined || !isTarget(to)) return { exchange, away: to };
      expectTrue(redirects < MOST_REDIRECTS, "a browser is redirected without end", exchange);
      // As browsers do, all but 307 and 308 go on with GET.
      const kept = exchange.status === 307 || exchange.status === 308;
      visit = { url: to, body: kept ? visit.body : undefined };
    }
  };
  return {
    open: (path) => follow({ url: new URL(base.origin + basePath + path), body: undefined }),
    submit: ({ exchange }, { action, method }, values) => {
      const url = new URL(action, exchange.url);
      if (method === "POST") return follow({ url, body: values.toString() });
      url.search = values.toString();
      return follow({ url, body: undefined });
    },
    cookie: (name) => cookies.valueOf(name),
    cookiesFor: (path) => cookies.headerFor(basePath + path),
  };
}

function redirectOf({ status, headers }: Exchange, from: URL): URL | undefined {
  const { location } = headers;
  return status < 300 || status > 399 || location === undefined ? undefined : new URL(location, from);
}

function pathBelow(basePath: string, { pathname, search }: URL): string {
  if (`${pathname}/`.startsWith(`${basePath}/`)) return pathname.slice(basePath.length) + search;
  throw new NotApplicable(`the pages to sign in at are not below ${basePath}`);
}
