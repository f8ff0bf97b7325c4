/** Stems that make any key a secret's, however it is written. */
const SECRET_STEMS =
  /passw|passphrase|secret|token|apikey|accesskey|privatekey|authorization|credential|cookie|bearer|onetime|signingkey|assertion/;

/** Words too short to be looked for inside other words: `pin` is in `shipping`. */
const SECRET_WORDS = new Set([
  "pin",
  "mpin",
  "otp",
  "totp",
  "tan",
  "pwd",
  "cvv",
  "cvc",
  "jwt",
  "sid",
  "session",
  "csrf",
  "xsrf",
]);
const SECRET_SQUASHED = new Set([
  "pincode",
  "userpin",
  "newpin",
  "oldpin",
  "otpcode",
  "sessionid",
  "challenge",
  "codeverifier",
  "linkcode",
  "linkedcode",
  "authcode",
]);

/** `token_type` and `tokenEndpoint` speak of a secret and hold none. */
const ABOUT_SECRETS = new Set(
  "type endpoint expires expiry in methods method supported length ttl status url uri".split(" "),
);

/** What a redirect of OpenID Connect carries in its query. */
const SECRET_PARAMETERS = new Set(["code", "state", "nonce", "sig", "key"]);

const PERSONAL_STEMS =
  /firstname|lastname|middlename|givenname|familyname|surname|fullname|maidenname|nickname|preferredname|username|birth|phone|mobile|msisdn|email|address|street|postcode|postalcode|zipcode|nationalid|personalid|passport|iban|accountn|gender|identityjson|religio|ethnic|marital|disabilit|photo|portrait|biometric|fingerprint|foundationalid|functionalid|memberid|membername|taxid|taxpayer|latitude|longitude/;
const PERSONAL_WORDS = new Set("dob ssn nin uin vid sub sex msisdn".split(" "));

/** A network's address is not a person's. */
const NOT_PERSONAL = /^(server|service|ip|mac|host|bind|listen|remote|base|web|contract)?address(type|es)?$/;

const PEOPLE =
  "person|persons|people|individual|individuals|citizen|citizens|resident|residents|applicant|applicants|beneficiary|beneficiaries|payee|payees|payer|payers|head|spouse|husband|wife|child|children|mother|father|guardian|patient|patients|holder|registrant|user|users|recipient|recipients|contact|contacts|customer|customers|employee|employees|officer|officers|signer|signers|signatory|voter|student|students|members|witness|informant|deceased|bride|groom";
const PERSON_WORDS = new Set(PEOPLE.split("|"));
const NAMING_WORDS = new Set(
  "name names id ids identifier identifiers identity number no ref uuid".split(" "),
);
const PERSON_SQUASHED = new RegExp(`^(${PEOPLE})(names?|ids?|identifiers?|identity|number|no|ref|uuid)$`);

/** What a value is to a reader who must not see it. */
export type Sensitivity = "secret" | "personal" | "none";

/** The same few keys come again and again in the answers of a run. */
const classified = new Map<string, Sensitivity>();
const naming = new Map<string, boolean>();
const MOST_KNOWN = 10_000;

/** Classes a JSON key, header name, form field or column by its words, in any spelling of them. */
export function classifyKey(key: string): Sensitivity {
  return remembered(classified, key, () => {
    const words = wordsOf(key);
    return sensitivityOf(words, words.join(""));
  });
}

/** What is found out of a key once, kept for 10,000 keys. */
export function remembered<T>(known: Map<string, T>, key: string, find: () => T): T {
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = find();
  if (known.size < MOST_KNOWN) known.set(key, found);
  return found;
}

function sensitivityOf(words: readonly string[], squashed: string): Sensitivity {
  if (isSecret(words, squashed)) return "secret";
  return isPersonal(words, squashed) ? "personal" : "none";
}

/** As {@link classifyKey}, for the query and fragment of a URL. */
export function classifyParameter(key: string): Sensitivity {
  return SECRET_PARAMETERS.has(key.toLowerCase()) ? "secret" : classifyKey(key);
}

/** What says that the `code` beside it is good for something: what it is given for, or to whom. */
const BESIDE_CODE = new Set(["redirecturi", "nonce", "individualid", "expiresat"]);
const PRIVATE_MEMBERS = new Set(["d", "p", "q", "dp", "dq", "qi", "k"]);

/**
 * The keys that are secrets because of those beside them: codes to sign in with, and what is private of a JWK. Most
 * objects have none: undefined.
 */
export function secretsAmong(
  entries: readonly (readonly [string, unknown])[],
): ReadonlySet<string> | undefined {
  const jwk = entries.some(([key]) => key === "kty");
  const code =
    entries.some(([key]) => key === "code") &&
    entries.some(([key]) => BESIDE_CODE.has(wordsOf(key).join("")));
  if (!jwk && !code) return undefined;
  const keys = entries.map(([key]) => key);
  return new Set(
    keys.filter((key) => (code && SECRET_PARAMETERS.has(key)) || (jwk && PRIVATE_MEMBERS.has(key))),
  );
}

/** Tells whether a key names a person: the ids and names below it are that person's. */
export function namesPerson(key: string): boolean {
  return remembered(naming, key, () => {
    const words = wordsOf(key);
    // What services may ask for are names of fields.
    return words.at(-1) !== "claims" && words.some((word) => PERSON_WORDS.has(word));
  });
}

/** Tells whether a key says who or what an object is: a person's only where the object is a person. */
export function namesItself(key: string): boolean {
  return ["name", "id", "identifier", "uuid", "number"].includes(key.toLowerCase());
}

function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

function isSecret(words: readonly string[], squashed: string): boolean {
  if (ABOUT_SECRETS.has(words.at(-1) ?? "") || squashed.endsWith("pagetoken")) return false;
  return (
    SECRET_STEMS.test(squashed) ||
    SECRET_SQUASHED.has(squashed) ||
    words.some((word) => SECRET_WORDS.has(word))
  );
}

function isPersonal(words: readonly string[], squashed: string): boolean {
  if (NOT_PERSONAL.test(squashed) && squashed !== "address" && squashed !== "addresses") return false;
  if (PERSONAL_STEMS.test(squashed) || words.some((word) => PERSONAL_WORDS.has(word))) return true;
  if (PERSON_SQUASHED.test(squashed)) return true;
  return NAMING_WORDS.has(words.at(-1) ?? "") && words.slice(0, -1).some((word) => PERSON_WORDS.has(word));
}
