import { Hono } from "hono";
import type { z } from "zod";
import { readBody } from "../../../../reference/body.ts";
import { notFound, Refusal } from "../../../../reference/refusal.ts";
import type { Store } from "../../../../reference/store.ts";
import {
  type Taking,
  takeParty,
  takePartyError,
  takeQuote,
  takeQuoteError,
  takeState,
  takeTransferError,
} from "./hub-answers.ts";
import { errorBody, partyBody, quoteBody, transferBody } from "./hub-messages.ts";

/** What the routes work on. */
export interface HubRoutesContext extends Pick<Taking, "patience" | "tell"> {
  readonly store: Store;
  /** Says that something may be due now. */
  readonly wake: () => void;
}

/**
 * Where the hub calls the government's participant back (FSPIOP 1.1). 200 says that the answer is on the disk; the
 * hub sends none twice. Only the hub's pods reach the port, and nothing is believed that was not asked for.
 */
export function hubRoutes(context: HubRoutesContext): Hono {
  const app = new Hono();
  const route = <T>(
    methods: string[],
    path: string,
    shape: z.ZodType<T>,
    take: (taking: Taking, id: string, body: T) => void,
  ) =>
    app.on(methods, path, async (call) => {
      const body = await parse(call.req.raw, shape);
      const { store, wake, patience, tell } = context;
      await store.write((db) =>
        take({ db, now: Date.now(), patience, tell }, call.req.param("id") ?? "", body),
      );
      wake();
      return call.body(null, 200);
    });
  route(["PUT"], "/parties/MSISDN/:id", partyBody, takeParty);
  route(["PUT"], "/parties/MSISDN/:id/error", errorBody, (taking, id, body) =>
    takePartyError(taking, id, body.errorInformation),
  );
  route(["PUT"], "/quotes/:id", quoteBody, takeQuote);
  route(["PUT"], "/quotes/:id/error", errorBody, (taking, id, body) =>
    takeQuoteError(taking, id, body.errorInformation),
  );
  route(["PUT", "PATCH"], "/transfers/:id", transferBody, takeState);
  route(["PUT"], "/transfers/:id/error", errorBody, (taking, id, body) =>
    takeTransferError(taking, id, body.errorInformation),
  );
  app.get("/health", (call) => call.json({ status: "OK" }));
  app.notFound(() => problem(notFound("the government's participant pays, and is paid nothing")));
  app.onError((error) => problem(error));
  return app;
}

async function parse<T>(request: Request, shape: z.ZodType<T>): Promise<T> {
  const parsed = shape.safeParse(await readBody(request, []));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(400, "Client.BadRequest", `${issue?.path.join(".")}: ${issue?.message}`);
}

/** An error as FSPIOP has it: 3002 for an unknown address, 3101 for what has another shape, 2001 for a fault of ours. */
function problem(error: Error): Response {
  const [status, errorCode, errorDescription] =
    error instanceof Refusal
      ? [error.status, error.status === 404 ? "3002" : "3101", error.message]
      : [500, "2001", "internal error"];
  return Response.json({ errorInformation: { errorCode, errorDescription } }, { status });
}
