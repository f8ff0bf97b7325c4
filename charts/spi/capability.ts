/** The kinds of capability that parts provide to each other. */
export type CapabilityKind =
  | "mediator"
  | "registry"
  | "events"
  | "oidc"
  | "payments"
  | "consent"
  | "messaging"
  | "registration"
  | "workflow"
  | "scheduler"
  | "postgres"
  | "mysql"
  | "kafka"
  | "valkey"
  | "object-storage"
  | "certificate-authority"
  | "gateway"
  | "operator";

/** A trait's value; what it means to satisfy one is said at {@link unsatisfiedTraits}. */
export type Trait = string | number | boolean;

/** What a link is about. The same shape says what a part offers and what another needs. */
export interface Capability {
  readonly kind: CapabilityKind;
  readonly traits: Readonly<Record<string, Trait>>;
}

/** Exchanging messages between parts with rights and a log (Information Mediator 1.1). */
export const mediator = (): Capability => ({ kind: "mediator", traits: {} });

/** A registry of this name, served by GovStack's Digital Registries data API. */
export const registry = (name: string): Capability => ({ kind: "registry", traits: { name } });

/** A PostgreSQL database of at least this major release. */
export const postgres = (traits: { major: number; superuser?: boolean }): Capability => ({
  kind: "postgres",
  traits: { ...traits },
});

/** A MySQL or MariaDB database of at least this major release of MySQL's protocol and dialect: 5 or 8. */
export const mysql = (traits: { major: number }): Capability => ({ kind: "mysql", traits: { ...traits } });

/** A Kafka cluster. */
export const kafka = (): Capability => ({ kind: "kafka", traits: {} });

/** A key-value store that speaks Redis' protocol. */
export const valkey = (): Capability => ({ kind: "valkey", traits: {} });

/** A store that speaks S3. */
export const objectStorage = (): Capability => ({ kind: "object-storage", traits: {} });

/** Signing in with OpenID Connect. */
export const oidc = (): Capability => ({ kind: "oidc", traits: {} });

/** Paying many people and being paid, by GovStack's Payments API 3.0. */
export const payments = (): Capability => ({ kind: "payments", traits: {} });

/** Sending e-mails, by GovStack's Messaging API. */
export const messaging = (): Capability => ({ kind: "messaging", traits: {} });

/** Applying for services of the state, by GovStack's Registration API. */
export const registration = (): Capability => ({ kind: "registration", traits: {} });

/** Recording what people consent to, by GovStack's Consent API. */
export const consent = (): Capability => ({ kind: "consent", traits: {} });

/** Running processes with tasks for people, by GovStack's Workflow API. */
export const workflow = (): Capability => ({ kind: "workflow", traits: {} });

/** Booking appointments and being reminded of them, by GovStack's Scheduler API. */
export const scheduler = (): Capability => ({ kind: "scheduler", traits: {} });

/** An authority that signs certificates for services of the stack. */
export const certificateAuthority = (): Capability => ({ kind: "certificate-authority", traits: {} });

/** A controller that works on custom resources of its kind, such as `cloudnative-pg`. */
export const operator = (name: string): Capability => ({ kind: "operator", traits: { name } });

/** One string for a capability, as people read it and as `uses:` in a profile names it: `registry:households`. */
export function capabilityName(capability: Capability): string {
  const name = capability.traits["name"];
  return name === undefined ? capability.kind : `${capability.kind}:${name}`;
}

/**
 * Tells which traits of a need an offer does not meet. A number is a minimum, `true` must be offered, `false` is
 * met by anything, a string must be equal. An empty list means that the offer satisfies the need.
 */
export function unsatisfiedTraits(offer: Capability, need: Capability): string[] {
  if (offer.kind !== need.kind) return ["kind"];
  return Object.entries(need.traits)
    .filter(([trait, wanted]) => !traitMet(offer.traits[trait], wanted))
    .map(([trait]) => trait);
}

function traitMet(offered: Trait | undefined, wanted: Trait): boolean {
  if (wanted === false) return true;
  if (typeof wanted === "number") return typeof offered === "number" && offered >= wanted;
  return offered === wanted;
}
