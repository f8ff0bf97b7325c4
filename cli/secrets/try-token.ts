import type { Part } from "../../charts/spi/index.ts";
import type { Deployment } from "../../deploy/engine.ts";
import { say } from "../messages/talk-en.ts";
import type { Terminal } from "../terminal.ts";

/** Headers with a token; held in memory only. */
export type TokenHeaders = Readonly<Record<string, string>>;

const TRIES = 20;
const PAUSE_MS = 500;
const ANSWER_MS = 5000;

/**
 * Sends a request with a part's new token and one with its old, and tells what came of it. Whether the new one was
 * accepted and the old one refused; also true for a part that has no operation to try them at, which is said.
 */
export async function tryTokens(
  terminal: Terminal,
  part: Part,
  deployment: Deployment,
  { before, after }: { readonly before: TokenHeaders; readonly after: TokenHeaders },
  pauseMs = PAUSE_MS,
): Promise<boolean> {
  const { token, basePath, port } = part.product.conformance;
  if (token === undefined) {
    terminal.talk(say.secrets.notTried(part.name));
    return true;
  }
  terminal.talk(say.secrets.trying);
  const address = await deployment.addressOf(part.name, port, "workstation");
  const url = `${address}${basePath}${token.path}`;
  let accepted = 0;
  let refused = 0;
  for (let tries = 0; tries < TRIES; tries++) {
    [accepted, refused] = [await statusWith(url, after), await statusWith(url, before)];
    if (accepted === 200 && refused === 401) {
      terminal.talk(say.secrets.tried(accepted, refused));
      return true;
    }
    // A new pod's first moments; after ten seconds it is no moment any more.
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  if (accepted !== 200) terminal.talk(say.secrets.notAccepted(accepted));
  if (refused !== 401) terminal.talk(say.secrets.notRefused(refused));
  return false;
}

/** The status of the answer; 0 where there is none. */
async function statusWith(url: string, headers: TokenHeaders): Promise<number> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const answer = await fetch(url, {
      headers: { ...headers, connection: "close" },
      redirect: "manual",
      signal,
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return 0;
  }
}
