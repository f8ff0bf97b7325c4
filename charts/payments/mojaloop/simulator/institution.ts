import { Hono } from "hono";
import type { z } from "zod";
import { readBody } from "../../../../reference/body.ts";
import { Refusal } from "../../../../reference/refusal.ts";
import { conditionOf, fulfilmentOf } from "../condition.ts";
import { type ErrorInformation, type FspiopRequest, sendFspiop } from "../fspiop.ts";
import type { SimulatorSettings } from "../settings.ts";
import { quoteRequest, transferRequest } from "./messages.ts";

/** How long a quote of a simulated institution holds. */
const QUOTE_LIFETIME_MS = 300_000;

/** What the simulator works with. */
export interface SimulatorContext {
  readonly settings: SimulatorSettings;
  readonly secret: string;
  /** Where what went wrong behind an answer is told; never a phone number. */
  readonly tell: (line: string) => void;
  readonly stop: AbortSignal;
}

type Reply = Pick<FspiopRequest, "base" | "path" | "body">;

/**
 * Banks for demonstrations and tests: below `/NAME` each answers look-ups of its customers, quotes without a fee, and
 * takes every transfer whose condition is its own. They keep nothing: what they answer is computed from the request.
 */
export function createInstitutions(context: SimulatorContext): Hono {
  const app = new Hono();
  const { dfsps, hub } = context.settings;
  app.get("/health", (answer) => answer.json({ status: "OK", dfsps: dfsps.map(({ name }) => name) }));
  for (const { name, parties } of dfsps) {
    app.get(`/${name}/parties/:type/:id`, (call) => {
      const { type, id } = call.req.param();
      const known = type === "MSISDN" && parties.includes(id);
      const partyIdInfo = { partyIdType: type, partyIdentifier: id, fspId: name };
      const path = `/parties/${type}/${id}`;
      const reply = known
        ? { base: hub.lookup, path, body: { party: { partyIdInfo, name: `Customer of ${name}` } } }
        : { base: hub.lookup, path: `${path}/error`, body: failure("3204", "Party not found") };
      return answerLater(context, name, call.req.header("fspiop-source"), reply);
    });
    app.post(`/${name}/quotes`, async (call) => {
      const quote = await parse(call.req.raw, quoteRequest);
      return answerLater(context, name, call.req.header("fspiop-source"), quoteReply(context, quote));
    });
    app.post(`/${name}/transfers`, async (call) => {
      const transfer = await parse(call.req.raw, transferRequest);
      return answerLater(context, name, transfer.payerFsp, transferReply(context, name, transfer));
    });
    // Call-backs to what an institution asked for, and confirmations of what it took.
    app.on(["PUT", "PATCH"], `/${name}/*`, (call) => call.body(null, 200));
  }
  app.onError((error) => {
    const status = error instanceof Refusal ? error.status : 500;
    return Response.json(failure("3100", error.message), { status });
  });
  return app;
}

async function parse<T>(request: Request, shape: z.ZodType<T>): Promise<T> {
  const parsed = shape.safeParse(await readBody(request, []));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(400, "Client.BadRequest", `${issue?.path.join(".")}: ${issue?.message}`);
}

/** 202 at once, and the answer itself as a call-back to the hub. */
function answerLater(
  { stop, tell }: SimulatorContext,
  source: string,
  destination: string | undefined,
  reply: Reply,
): Response {
  sendFspiop({ ...reply, method: "PUT", source, destination }, stop).catch((error: unknown) =>
    tell(`${source} could not answer: ${(error as Error).message}`),
  );
  return new Response(null, { status: 202 });
}

function quoteReply({ settings, secret }: SimulatorContext, quote: z.infer<typeof quoteRequest>): Reply {
  const { quoteId, transactionId, payee, payer, amount } = quote;
  const packet = Buffer.from(JSON.stringify({ transactionId, quoteId, payee, payer, amount })).toString(
    "base64url",
  );
  return {
    base: settings.hub.quotes,
    path: `/quotes/${quoteId}`,
    body: {
      transferAmount: amount,
      payeeReceiveAmount: amount,
      expiration: new Date(Date.now() + QUOTE_LIFETIME_MS).toISOString(),
      ilpPacket: packet,
      condition: conditionOf(fulfilmentOf(packet, secret)),
    },
  };
}

function transferReply(
  { settings, secret }: SimulatorContext,
  name: string,
  transfer: z.infer<typeof transferRequest>,
): Reply {
  const { transferId, ilpPacket, condition, payeeFsp } = transfer;
  const base = settings.hub.transfers;
  const fulfilment = fulfilmentOf(ilpPacket, secret);
  if (payeeFsp !== name || conditionOf(fulfilment) !== condition) {
    return { base, path: `/transfers/${transferId}/error`, body: failure("5105", "Payee transfer rejected") };
  }
  return {
    base,
    path: `/transfers/${transferId}`,
    body: { fulfilment, completedTimestamp: new Date().toISOString(), transferState: "COMMITTED" },
  };
}

function failure(errorCode: string, errorDescription: string): { errorInformation: ErrorInformation } {
  return { errorInformation: { errorCode, errorDescription } };
}
