import type { CheckContext } from "../../check.ts";
import { expectEqual, expectStatus } from "../../expect.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { expectDeclinedOr200 } from "./answers.ts";
import { bodyRefusals, type Scene, withContent } from "./body-refusals.ts";
import { fixturePath } from "./fixtures.ts";
import { type Issuer, openIssuer } from "./issuer.ts";
import { expectNotRedeemed, expectPaid, expectRedeemed } from "./redemption.ts";
import { FUNDS, newId, shortId } from "./town.ts";
import {
  cancel,
  createVouchers,
  expectState,
  openActive,
  readSecret,
  STATE,
  type Voucher,
  voucherApi,
  WORTH,
} from "./voucher.ts";

async function redeems(context: CheckContext): Promise<void> {
  const { issuer, voucher } = await openActive(context);
  const secret = await readSecret(context, voucher);
  const agent = shortId();
  const sent = await context.http.send(issuer.redemption(voucher, secret, agent));
  expectRedeemed(sent, issuer, voucher);
  await expectState(context, issuer, voucher, STATE.redeemed);
  await expectPaid(context, issuer.town, agent, WORTH, FUNDS - WORTH);
}

async function redeemsOnce(context: CheckContext): Promise<void> {
  const { issuer, voucher } = await openActive(context);
  const request = issuer.redemption(voucher, await readSecret(context, voucher));
  const { agentID } = request.json as { readonly agentID: string };
  const ids = [];
  for (const _ of ["first", "again"])
    ids.push(expectRedeemed(await context.http.send(request), issuer, voucher));
  expectEqual(new Set(ids).size, 1, "the number of transactions");
  await expectPaid(context, issuer.town, agentID, WORTH, FUNDS - WORTH);
}

/** Five agents want the same voucher at the same time. */
async function redeemsForOneOnly(context: CheckContext): Promise<void> {
  const { issuer, voucher } = await openActive(context);
  const secret = await readSecret(context, voucher);
  const agents = Array.from({ length: 5 }, shortId);
  const answers = await Promise.all(
    agents.map((agent) => context.http.send(issuer.redemption(voucher, secret, agent))),
  );
  const statuses = answers.map(({ json }) => (json as { status?: unknown } | undefined)?.status);
  expectEqual(statuses.filter((status) => status === 1).length, 1, "the number of agents who were paid");
  for (const [n, agent] of agents.entries())
    await expectPaid(context, issuer.town, agent, statuses[n] === 1 ? WORTH : 0, FUNDS - WORTH);
}

/** Somebody tries to redeem a voucher that is in no state for that. */
const refuses =
  (
    prepare: (
      context: CheckContext,
      scene: { readonly issuer: Issuer; readonly voucher: Voucher },
    ) => Promise<void>,
    state: number,
    left: number,
  ) =>
  async (context: CheckContext) => {
    const scene = await openActive(context);
    const { issuer, voucher } = scene;
    const secret = await readSecret(context, voucher);
    await prepare(context, scene);
    const agent = shortId();
    expectNotRedeemed(await context.http.send(issuer.redemption(voucher, secret, agent)));
    await expectState(context, issuer, voucher, state);
    await expectPaid(context, issuer.town, agent, 0, left);
  };

const refusesCancelled = refuses(
  (context, { issuer, voucher }) => cancel(context, issuer, [voucher]),
  STATE.cancelled,
  FUNDS,
);

const refusesExpired = refuses(
  async (context, { voucher }) => {
    const path = fixturePath(context, "vouchers", voucher.serialNumber);
    const json = { expiresAt: new Date(Date.now() - 60_000).toISOString() };
    expectStatus(await context.http.send({ method: "PUT", path, json }), 200, 204);
  },
  STATE.expired,
  FUNDS,
);

const refusesRedeemed = refuses(
  async (context, { issuer, voucher }) => {
    const secret = await readSecret(context, voucher);
    expectRedeemed(await context.http.send(issuer.redemption(voucher, secret)), issuer, voucher);
  },
  STATE.redeemed,
  FUNDS - WORTH,
);

async function refusesInactive(context: CheckContext): Promise<void> {
  const issuer = await openIssuer(context);
  const [voucher] = await createVouchers(context, issuer);
  if (voucher === undefined) return;
  const agent = shortId();
  const secret = await readSecret(context, voucher);
  expectNotRedeemed(await context.http.send(issuer.redemption(voucher, secret, agent)));
  await expectState(context, issuer, voucher, STATE.preactivated);
  await expectPaid(context, issuer.town, agent, 0, FUNDS);
}

async function refusesWrongSecret(context: CheckContext): Promise<void> {
  const { issuer, voucher } = await openActive(context);
  const secret = await readSecret(context, voucher);
  const wrong = secret.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
  const agent = shortId();
  expectNotRedeemed(await context.http.send(issuer.redemption(voucher, wrong, agent)));
  await expectState(context, issuer, voucher, STATE.active);
  await expectPaid(context, issuer.town, agent, 0, FUNDS - WORTH);
}

async function refusesUnknown(context: CheckContext): Promise<void> {
  const { issuer, voucher } = await openActive(context);
  const secret = await readSecret(context, voucher);
  expectNotRedeemed(await context.http.send(issuer.redemption({ serialNumber: "000000" }, secret)));
  const foreign = issuer.redemption(voucher, secret);
  const headers = { ...foreign.headers, "X-Registering-Institution-Id": newId() };
  expectNotRedeemed(await context.http.send({ ...foreign, headers }));
  await expectState(context, issuer, voucher, STATE.active);
}

async function opens(context: CheckContext): Promise<Scene> {
  const { issuer, voucher } = await openActive(context);
  return {
    request: issuer.redemption(voucher, await readSecret(context, voucher)),
    expectNothing: () => expectState(context, issuer, voucher, STATE.active),
  };
}

const unusual = { needsSink: true };

/** Redeeming vouchers. */
export const redeemChecks = checksOf(
  "redeemVoucher",
  voucherApi("VoucherRedemption", "POST /vouchers"),
  [
    positive("redeem", "A voucher is redeemed for exactly its worth, and is then over", redeems),
    positive(
      "redeem-again",
      "The same redemption sent twice pays once, and is answered like the first one",
      redeemsOnce,
    ),
    negative(
      "redeem-together",
      "Of several who redeem a voucher at the same time one is paid",
      redeemsForOneOnly,
    ),
    negative("redeem-redeemed", "A voucher that was redeemed is worth nothing to others", refusesRedeemed),
    negative("redeem-cancelled", "A voucher that was cancelled is not redeemed", refusesCancelled),
    negative(
      "redeem-expired",
      "A voucher that has expired is not redeemed, and its worth goes back",
      refusesExpired,
    ),
    negative("redeem-inactive", "A voucher that was never activated is not redeemed", refusesInactive),
    negative("redeem-wrong-secret", "Without its secret a voucher is not redeemed", refusesWrongSecret),
    negative(
      "redeem-unknown",
      "A voucher that does not exist, or is another institution's, is not redeemed",
      refusesUnknown,
    ),
    ...bodyRefusals(
      "redeem",
      opens,
      [
        {
          id: "long-agent",
          title: "An agent of more than 10 characters is refused",
          changed: (request) => withContent(request, { agentID: "12345678901" }),
        },
        {
          id: "without-secret",
          title: "A redemption without a secret is refused",
          changed: (request) => withContent(request, { voucherSecretNumber: undefined }),
        },
      ],
      unusual,
      (sent) => (sent.status === 200 ? expectNotRedeemed(sent) : expectDeclinedOr200(sent)),
    ),
  ],
  unusual,
);
