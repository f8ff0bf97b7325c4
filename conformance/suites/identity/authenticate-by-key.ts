import type { JWTPayload } from "jose";
import type { CheckContext } from "../../check.ts";
import { expectEqual } from "../../expect.ts";
import { negative, positive, type Statement } from "../checks-of.ts";
import { type BoundKey, bindKey, tokenChallenge, walletClaims } from "./bound-key.ts";
import { expectError } from "./envelope.ts";
import { nowInSeconds, signToken, takeKey, tamperSignature, unsignedToken } from "./keys.ts";
import { enrolPerson } from "./people.ts";
import { exchangeCode } from "./relying-party.ts";
import { expectTokens } from "./tokens.ts";
import {
  agree,
  authenticate,
  expectLinked,
  expectNotAuthenticated,
  getCode,
  type Linked,
  linkWallet,
} from "./wallet.ts";

const HOUR = 3600;

/** Binding a wallet's key is a draft in the specification, and so is what is done with one. */
const DRAFT = { level: "OPTIONAL" } as const;

interface Scene {
  readonly linked: Linked;
  readonly bound: BoundKey;
  readonly claims: ReturnType<typeof walletClaims>;
}

async function setScene(context: CheckContext): Promise<Scene> {
  const linked = await linkWallet(context);
  const bound = await bindKey(context, await enrolPerson(context));
  return { linked, bound, claims: walletClaims(bound, linked.party.provider.issuer) };
}

/** A token of the wallet with these claims instead of the right ones; an undefined one is left out. */
function walletToken(
  { bound, claims }: Scene,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const payload: JWTPayload = { ...claims, ...changes };
  return signToken(bound.key, payload, { "x5t#S256": bound.thumbprint });
}

function refusal(id: string, title: string, forge: (scene: Scene, context: CheckContext) => Promise<string>) {
  const run = async (context: CheckContext) => {
    const scene = await setScene(context);
    const { linked } = scene.linked;
    const { individualId } = scene.bound.person;
    const forged = [tokenChallenge(await forge(scene, context))];
    expectError(await authenticate(context, linked, individualId, forged), "auth_failed", "invalid_request");
    await expectNotAuthenticated(context, scene.linked);
    const right = [tokenChallenge(await walletToken(scene))];
    expectLinked(await authenticate(context, linked, individualId, right), linked);
  };
  return negative(`linked-key-${id}`, title, run, DRAFT);
}

/** Proving who one is with a key that is bound to oneself. */
export const walletProofs: readonly Statement[] = [
  positive(
    "linked-key",
    "Whose wallet has a bound key can prove with it who it is",
    async (context) => {
      const scene = await setScene(context);
      const { linked, party } = scene.linked;
      const proof = [tokenChallenge(await walletToken(scene))];
      expectLinked(await authenticate(context, linked, scene.bound.person.individualId, proof), linked);
      await agree(context, scene.linked, ["name"]);
      const exchanged = await exchangeCode(context, party, await getCode(context, scene.linked));
      const { claims, exchange } = await expectTokens(context, party, exchanged);
      expectEqual(claims["acr"], "idbb:acr:linked-wallet", "how the person proved who it is", exchange);
    },
    DRAFT,
  ),
  refusal("unsigned", "A wallet's proof without a signature is refused", async ({ claims }) =>
    unsignedToken(claims),
  ),
  refusal("tampered", "A wallet's proof with a false signature is refused", async (scene) =>
    tamperSignature(await walletToken(scene)),
  ),
  refusal("other-key", "A wallet's proof with a key that is not bound is refused", async (scene, context) =>
    walletToken({ ...scene, bound: { ...scene.bound, key: await takeKey(context) } }),
  ),
  refusal("expired", "A wallet's proof that has ended is refused", (scene) =>
    walletToken(scene, { iat: nowInSeconds() - 2 * HOUR, exp: nowInSeconds() - HOUR }),
  ),
  refusal("other-audience", "A wallet's proof that was meant for somebody else is refused", (scene) =>
    walletToken(scene, { aud: "https://other.example.org" }),
  ),
  refusal("of-another", "A wallet's proof of somebody else is refused", async (scene, context) => {
    const bound = await bindKey(context, await enrolPerson(context));
    const claims = walletClaims(bound, scene.linked.party.provider.issuer);
    return walletToken({ ...scene, bound, claims });
  }),
  refusal("for-another", "A wallet's key speaks of its own person only", async (scene, context) => {
    const bound = await bindKey(context, await enrolPerson(context));
    return walletToken({ ...scene, bound });
  }),
  negative(
    "linked-key-replayed",
    "A wallet's proof is good once",
    async (context) => {
      const scene = await setScene(context);
      const second = await linkWallet(context);
      const { individualId } = scene.bound.person;
      const proof = [tokenChallenge(await walletToken(scene))];
      expectLinked(
        await authenticate(context, scene.linked.linked, individualId, proof),
        scene.linked.linked,
      );
      expectError(await authenticate(context, second.linked, individualId, proof), "auth_failed");
      await expectNotAuthenticated(context, second);
    },
    DRAFT,
  ),
];
