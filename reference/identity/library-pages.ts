import type { ErrorOut, KoaContextWithOIDC } from "oidc-provider";
import type { Answer } from "../operation.ts";
import { type Html, html, page } from "./html.ts";

/** What people read where the library has an error and nobody to send it to. */
export function renderError(
  ctx: KoaContextWithOIDC,
  { error, error_description: description }: ErrorOut,
): void {
  const body = html`<h1>This cannot go on</h1>
<p>The service that sent you here asked for something that is not possible. Go back to it and try again.</p>
<p class="hint">${error}: ${description ?? ""}</p>`;
  show(ctx, page("This cannot go on", body));
}

/** The question whether to sign out; `form` is the library's, with its proof that the question was asked. */
export function renderLogout(ctx: KoaContextWithOIDC, form: string): void {
  const own: Html = { html: form };
  const body = html`<h1>Sign out?</h1>
<p>You are signed in here. Do you want to sign out?</p>
${own}
<button type="submit" form="op.logoutForm" value="yes" name="logout">Sign out</button>
<button type="submit" form="op.logoutForm" class="other">Stay signed in</button>`;
  const back = ctx.oidc.params?.["post_logout_redirect_uri"];
  show(ctx, page("Sign out", body, { returnTo: typeof back === "string" ? back : undefined }));
}

/** What people read when they are signed out and no service waits for them. */
export function renderLoggedOut(ctx: KoaContextWithOIDC): void {
  show(ctx, page("Signed out", html`<h1>You are signed out</h1><p>You can close this page.</p>`));
}

function show(ctx: KoaContextWithOIDC, { body, headers, contentType }: Answer): void {
  ctx.type = contentType ?? "text/html";
  ctx.body = body;
  for (const [name, value] of Object.entries(headers ?? {})) ctx.set(name, value);
}
