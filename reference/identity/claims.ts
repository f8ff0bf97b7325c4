import { dateOf, type Fields, textOf } from "./fields.ts";

/** The claims that scopes ask for (OpenID Connect Core, 5.4); those of `openid` are in the ID token. */
export const SCOPE_CLAIMS = {
  openid: ["sub", "acr", "auth_time"],
  profile: [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "preferred_username",
    "nickname",
    "gender",
    "birthdate",
    "picture",
    "locale",
    "zoneinfo",
  ],
  email: ["email", "email_verified"],
  phone: ["phone_number", "phone_number_verified"],
  address: ["address"],
} as const;

/** What is known of a person as claims of OpenID Connect Core 5.1, those without a value left out. */
export function claimsOf(fields: Fields, verified: readonly string[]): Record<string, unknown> {
  const text = (name: string) => textOf(fields, name);
  const parts = [text("givenName"), text("middleName"), text("familyName")].filter(Boolean).join(" ");
  const birthdate = text("dateOfBirth");
  const email = text("email");
  const phone = text("phone");
  const claims = {
    name: text("fullName") ?? (parts || undefined),
    given_name: text("givenName"),
    family_name: text("familyName"),
    middle_name: text("middleName"),
    preferred_username: text("preferredName"),
    nickname: text("preferredName"),
    gender: text("gender")?.toLowerCase(),
    birthdate: birthdate === undefined ? undefined : dateOf(birthdate),
    email,
    email_verified: email === undefined ? undefined : verified.includes("email"),
    phone_number: phone,
    phone_number_verified: phone === undefined ? undefined : verified.includes("phone"),
    address: addressOf(text),
    locale: text("locale"),
    zoneinfo: text("zoneinfo"),
  };
  return withoutAbsent(claims);
}

function addressOf(text: (name: string) => string | undefined): Record<string, unknown> | undefined {
  const address = withoutAbsent({
    street_address: text("street"),
    locality: text("city"),
    region: text("region"),
    postal_code: text("postalCode"),
    country: text("country"),
  });
  return Object.keys(address).length === 0 ? undefined : address;
}

function withoutAbsent(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
