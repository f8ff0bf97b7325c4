import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { provider } from "./envelope.ts";
import { nowInSeconds, signToken, takeKey, tamperClaims, tamperSignature, unsignedToken } from "./keys.ts";
import { enrolPerson } from "./people.ts";
import { registerClient } from "./relying-party.ts";
import { askUserinfo, expectUserinfo, signInForTokens, signInSomebody, USERINFO_PATH } from "./tokens.ts";

/** Nothing is told, and the answer says what it wants to see. */
function expectAskedForToken(exchange: Exchange): string {
  expectRefused(exchange, 401);
  const challenge = exchange.headers["www-authenticate"] ?? "";
  expectTrue(/^bearer\b/i.test(challenge), "a refusal does not ask for a token", exchange);
  return challenge;
}

/** Nothing is told, and the answer says that it was the token's fault. */
function expectNothingTold(exchange: Exchange): void {
  const challenge = expectAskedForToken(exchange);
  expectTrue(
    challenge.includes("invalid_token"),
    "a refusal does not say that the token is invalid",
    exchange,
  );
}

/** Learning about a person. */
export const userinfoChecks = checksOf("get-userinfo", provider(`GET ${USERINFO_PATH}`), [
  positive("userinfo-told", "A service learns what the person has agreed to tell", async (context) => {
    const { party, person, tokens } = await signInSomebody(context);
    const told = await askUserinfo(context, tokens.accessToken);
    const claims = await expectUserinfo(context, party, told);
    expectEqual(claims.sub, tokens.claims.sub, "the person's name at the service", told);
    expectEqual(claims["name"], person.fullName, "the name that is told", told);
    expectEqual(claims["email"], person.email, "the email that is told", told);
    expectEqual(`${claims["gender"]}`.toLowerCase(), "female", "the gender that is told", told);
    expectTrue(!told.text.includes(person.individualId), "the person's number is told", told);
  }),
  positive(
    "userinfo-again",
    "What is told can be asked for again, each person for itself",
    async (context) => {
      const party = await registerClient(context);
      const people = [await enrolPerson(context), await enrolPerson(context)];
      const signedIn: { readonly name: string; readonly accessToken: string }[] = [];
      for (const person of people) {
        const { accessToken } = await signInForTokens(context, party, person);
        signedIn.push({ name: person.fullName, accessToken });
      }
      for (const { name, accessToken } of [...signedIn, ...signedIn]) {
        const told = await askUserinfo(context, accessToken);
        expectEqual(
          (await expectUserinfo(context, party, told))["name"],
          name,
          "the name that is told",
          told,
        );
      }
    },
  ),
  positive(
    "userinfo-asked-by-claims",
    "A service may ask for single claims, and learns those",
    async (context) => {
      const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
      const { party, person, tokens } = await signInSomebody(context, { query: { scope: "openid", claims } });
      const told = await expectUserinfo(context, party, await askUserinfo(context, tokens.accessToken));
      expectEqual(told["name"], person.fullName, "the name that is told");
      expectEqual([told["email"], told["gender"]], [undefined, undefined], "what nobody asked for");
    },
  ),
  negative("userinfo-not-agreed", "What the person has not agreed to tell is not told", async (context) => {
    const { party, person, tokens } = await signInSomebody(context, { agreesTo: ["name"] });
    const told = await askUserinfo(context, tokens.accessToken);
    const claims = await expectUserinfo(context, party, told);
    expectEqual(claims["name"], person.fullName, "the name that is told", told);
    expectEqual([claims["email"], claims["gender"]], [undefined, undefined], "what is not agreed to", told);
  }),
  negative("userinfo-not-asked", "What the service has not asked for is not told", async (context) => {
    const { party, tokens } = await signInSomebody(context, { query: { scope: "openid" } });
    const claims = await expectUserinfo(context, party, await askUserinfo(context, tokens.accessToken));
    const told = ["name", "email", "gender", "phone_number", "address"].filter((name) => name in claims);
    expectEqual(told, [], "what nobody asked for");
  }),
  negative(
    "userinfo-not-allowed",
    "What the service may not learn is not told, ask as it will",
    async (context) => {
      const party = await registerClient(context, { userClaims: ["name"] });
      const claims = JSON.stringify({ userinfo: { email: { essential: true }, gender: null, name: null } });
      const query = { scope: "openid profile email phone address", claims };
      const tokens = await signInForTokens(context, party, await enrolPerson(context), { query });
      const told = await expectUserinfo(context, party, await askUserinfo(context, tokens.accessToken));
      const beyond = ["email", "gender", "phone_number", "address", "birthdate"].filter(
        (name) => name in told,
      );
      expectEqual(beyond, [], "what the service may not learn");
      expectTrue("name" in told, "what the service may learn is not told");
    },
  ),
  negative(
    "userinfo-without-token",
    "Nothing is told to whom does not show a token",
    async (context) => {
      expectAskedForToken(await askUserinfo(context, undefined));
      expectNothingTold(await askUserinfo(context, "cs-test-no-token"));
    },
    { effect: "read" },
  ),
  negative(
    "userinfo-forged-token",
    "Nothing is told for a token that was forged or changed",
    async (context) => {
      const { party, tokens } = await signInSomebody(context);
      for (const forged of await forge(context, tokens.accessToken, party.provider.issuer))
        expectNothingTold(await askUserinfo(context, forged));
      await expectUserinfo(context, party, await askUserinfo(context, tokens.accessToken));
    },
  ),
  negative("userinfo-id-token", "An ID token is no access token", async (context) => {
    const { tokens } = await signInSomebody(context);
    expectNothingTold(await askUserinfo(context, tokens.idToken));
  }),
]);

/** Tokens like the true one that nobody was given. */
async function forge(context: CheckContext, token: string, issuer: string): Promise<readonly string[]> {
  const now = nowInSeconds();
  const claims = { iss: issuer, sub: context.mark, scope: "openid profile", iat: now, exp: now + 3600 };
  const foreign = await signToken(await takeKey(context), claims, { typ: "at+jwt" });
  const cut = token.slice(0, -1);
  if (token.split(".").length !== 3) return [foreign, unsignedToken(claims), cut];
  const changed = tamperClaims(token, { exp: now + 86_400, client_id: "somebody" });
  const own = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  return [foreign, unsignedToken(own), cut, changed, tamperSignature(token)];
}
