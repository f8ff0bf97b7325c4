import { createHash, X509Certificate } from "node:crypto";
import { z } from "zod";
import type { CheckContext } from "../../check.ts";
import { expectEqual, expectRefused, expectShape, expectStatus, expectTrue } from "../../expect.ts";
import type { Exchange } from "../../http.ts";
import { checksOf, negative, positive } from "../checks-of.ts";
import { KEYS_PATH } from "./discovery.ts";
import { dateTime, provider } from "./envelope.ts";
import { signInSomebody } from "./tokens.ts";

const base64url = z.string().regex(/^[\w-]+$/);

const publishedKeys = z.looseObject({
  keys: z
    .array(
      z.looseObject({
        kid: z.string().min(1),
        use: z.literal("sig"),
        kty: z.literal("RSA"),
        e: base64url,
        n: base64url,
        alg: z.string().optional(),
        "x5t#S256": base64url,
        x5c: z
          .array(z.base64())
          .min(1)
          .refine((chain) => new Set(chain).size === chain.length, { message: "has a certificate twice" }),
        exp: dateTime,
      }),
    )
    .min(1),
});

const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "k"];

async function readKeys({ http }: CheckContext) {
  const exchange = await http.send({ path: KEYS_PATH, client: null, headers: { authorization: null } });
  expectStatus(exchange, 200);
  return { exchange, keys: expectShape(exchange, publishedKeys).keys };
}

type PublishedKey = z.infer<typeof publishedKeys>["keys"][number];

/** The certificate has the key, and the thumbprint is the certificate's. */
function expectCertified({ n, e, x5c, "x5t#S256": thumbprint }: PublishedKey, exchange: Exchange): void {
  const certificate = Buffer.from(x5c[0] ?? "", "base64");
  const jwk = new X509Certificate(certificate).publicKey.export({ format: "jwk" });
  expectEqual({ n: jwk.n, e: jwk.e }, { n, e }, "the key in a key's certificate", exchange);
  const print = createHash("sha256").update(certificate).digest("base64url");
  expectEqual(thumbprint, print, "the thumbprint of a key's certificate", exchange);
}

/** The keys that tokens are verified with. */
export const publishedKeysChecks = checksOf("get-certs", provider(`GET ${KEYS_PATH}`), [
  positive(
    "keys-published",
    "Everybody can see the keys that tokens are verified with, and until when they are good",
    async (context) => {
      const { exchange, keys } = await readKeys(context);
      for (const key of keys) {
        expectCertified(key, exchange);
        expectTrue(Date.parse(key.exp) > Date.now(), "a published key has ended", exchange);
        expectTrue(
          Buffer.from(key.n, "base64url").length >= 256,
          "a key is shorter than 2048 bits",
          exchange,
        );
        expectTrue(
          (key.alg ?? "RS256").startsWith("RS") || key.alg === "PS256",
          "a key's use is unknown",
          exchange,
        );
      }
      const ids = keys.map(({ kid }) => kid);
      expectEqual(new Set(ids).size, ids.length, "the number of different ids of keys", exchange);
    },
    { effect: "read" },
  ),
  positive("keys-verify", "The key that signed a token is among them, under its name", async (context) => {
    const { decodeProtectedHeader } = await import("jose");
    const { tokens } = await signInSomebody(context);
    const { kid } = decodeProtectedHeader(tokens.idToken);
    const { exchange, keys } = await readKeys(context);
    expectTrue(
      keys.some((key) => key.kid === kid),
      "the key that signed a token is not published",
      exchange,
    );
  }),
  negative(
    "keys-private",
    "Nothing of a key is published that could sign",
    async (context) => {
      const { exchange, keys } = await readKeys(context);
      const shown = keys.flatMap((key) => PRIVATE_MEMBERS.filter((name) => name in key));
      expectEqual(shown, [], "the private members of published keys", exchange);
    },
    { effect: "read" },
  ),
  negative("keys-written", "Nobody can bring keys of one's own", async (context) => {
    const { keys } = await readKeys(context);
    for (const method of ["POST", "PUT", "DELETE"] as const)
      expectRefused(await context.http.send({ method, path: KEYS_PATH, json: { keys: [] } }), 403, 404, 405);
    const names = (list: readonly PublishedKey[]) => list.map(({ kid }) => kid).sort();
    expectEqual(names((await readKeys(context)).keys), names(keys), "the keys after the refusals");
  }),
]);
