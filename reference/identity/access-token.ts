import { randomUUID } from "node:crypto";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import type Provider from "oidc-provider";
import type { Keys } from "./keys.ts";
import { publicJwk } from "./keys.ts";
import type { Settings } from "./settings.ts";

/** Stands before a value that this process has taken out of a JWT itself; nobody else can know it. */
const BARE = `${randomUUID()} `;

/** What the library's token knows of itself. */
interface Token {
  readonly jti: string;
  readonly accountId: string;
  readonly clientId: string;
  readonly scope?: string;
}

interface TokenModel {
  prototype: {
    getValueAndPayload: (this: Token) => Promise<{ value: string; payload: { iat: number; exp: number } }>;
  };
  find: (value: string, options?: unknown) => Promise<unknown>;
}

interface IdTokenModel {
  prototype: {
    issue: (this: IdTokenUnderWay, options: { use: string }) => Promise<string>;
  };
}

interface IdTokenUnderWay {
  readonly ctx?: { readonly oidc: { readonly entities: { readonly AccessToken?: Token } } };
  set(name: string, value: string): void;
}

/** What access tokens are signed with, and who they are about. */
export interface AccessTokenOptions {
  readonly issuer: string;
  readonly keys: Keys;
  readonly algorithm: Settings["signingAlgorithm"];
  readonly subjectOf: (token: Token) => string;
}

/**
 * Makes the library's access tokens JWTs, as the specification has them. The library has JWTs for resource servers
 * only, and refuses those at userinfo; so what it keeps stays as it is, and what goes out is a JWT whose `jti` is the
 * value that it knows. ID tokens get the hash of that JWT.
 */
export function signAccessTokens(provider: Provider, options: AccessTokenOptions): void {
  const model = provider.AccessToken as unknown as TokenModel;
  const values = new WeakMap<object, string>();
  const plain = model.prototype.getValueAndPayload;
  model.prototype.getValueAndPayload = async function sign() {
    const { payload } = await plain.call(this);
    const value = await signToken(this, payload, options);
    values.set(this, value);
    return { value, payload };
  };
  const find = model.find.bind(model);
  model.find = async (value, more) => {
    const jti = value.startsWith(BARE) ? value.slice(BARE.length) : await readTokenId(value, options);
    return jti === undefined ? undefined : find(jti, more);
  };
  const idTokens = provider.IdToken as unknown as IdTokenModel;
  const issue = idTokens.prototype.issue;
  idTokens.prototype.issue = function withHash(issued) {
    const token = this.ctx?.oidc.entities.AccessToken;
    const value = token === undefined ? undefined : values.get(token);
    // The library hashes what stands here.
    if (issued.use === "idtoken" && value !== undefined) this.set("at_hash", value);
    return issue.call(this, issued);
  };
}

function signToken(
  token: Token,
  { iat, exp }: { iat: number; exp: number },
  { issuer, keys, algorithm, subjectOf }: AccessTokenOptions,
): Promise<string> {
  const key = keys.current();
  return new SignJWT({ client_id: token.clientId, scope: token.scope ?? "" })
    .setProtectedHeader({ alg: algorithm, kid: key.kid, typ: "at+jwt" })
    .setIssuer(issuer)
    .setSubject(subjectOf(token))
    .setAudience(issuer)
    .setJti(token.jti)
    .setIssuedAt(iat)
    .setExpirationTime(exp)
    .sign(key.private);
}

/** An access token in a form that the library takes where it refuses JWTs; undefined for what is none of ours. */
export async function bareToken(
  value: unknown,
  options: Pick<AccessTokenOptions, "issuer" | "keys">,
): Promise<string | undefined> {
  const jti = await readTokenId(value, options);
  return jti === undefined ? undefined : `${BARE}${jti}`;
}

/** The library's own value of an access token that was signed here, whether or not it still holds. */
export async function readTokenId(
  value: unknown,
  { issuer, keys }: Pick<AccessTokenOptions, "issuer" | "keys">,
): Promise<string | undefined> {
  const payload = await verifyOwn(value, { issuer, keys, typ: "at+jwt", audience: issuer });
  return typeof payload?.jti === "string" ? payload.jti : undefined;
}

/** The payload of a token that a published key of ours signed; undefined for any other, and for an expired one. */
export async function verifyOwn(
  value: unknown,
  options: {
    readonly issuer: string;
    readonly keys: Keys;
    readonly typ?: string;
    readonly audience?: string;
  },
): Promise<JWTPayload | undefined> {
  if (typeof value !== "string") return undefined;
  const { issuer, keys, typ, audience } = options;
  try {
    const { payload } = await jwtVerify(
      value,
      ({ kid }) => {
        const key = keys.published().find((one) => one.kid === kid);
        if (key === undefined) throw new Error("no such key");
        return { ...(publicJwk(key) as { kty: string }), use: "sig" };
      },
      {
        issuer,
        algorithms: ["RS256", "PS256", "ES256"],
        ...(typ === undefined ? {} : { typ }),
        ...(audience === undefined ? {} : { audience }),
      },
    );
    return payload;
  } catch {
    return undefined;
  }
}
