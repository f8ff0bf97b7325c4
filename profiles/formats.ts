import { z } from "zod";

/**
 * The forms of text in a profile. The error of each is a name, not a sentence: the sentence is made from it in
 * `cli/messages/formats-en.ts`.
 */
const text = (pattern: RegExp, name: string) => z.string().regex(pattern, { error: name });

/** Names of stacks, parts and organizations: a DNS label of at most 30 characters that begins with a letter. */
export const label = text(/^[a-z]([-a-z0-9]{0,28}[a-z0-9])?$/, "label");

/** A DNS name in lower case, without a dot at its end. */
export const domainName = text(
  /^(?=.{1,200}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/,
  "domain",
);

/** Two capital letters, as in ISO 3166-1. */
export const countryCode = text(/^[A-Z]{2}$/, "country-code");

/** Three capital letters, as in ISO 4217. */
export const currencyCode = text(/^[A-Z]{3}$/, "currency-code");

/** One element of a mediator's identifier: instance, member class or member code. */
export const identifierElement = text(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "identifier-element");

/** A path relative to the file that names it. */
export const relativePath = text(/^(?![/\\]|[A-Za-z]:)\S(.*\S)?$/, "relative-path");

/** A day, `YYYY-MM-DD`, that exists. */
export const day = z.iso.date({ error: "day" });

/** An amount as Kubernetes writes it: `500m`, `2Gi`. */
export const quantity = text(/^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/, "quantity");

/** The address of a service that runs elsewhere. */
export const httpUrl = text(/^https?:\/\/[^\s/?#@]+[^\s#]*$/, "http-url");

/** The name of an object in a cluster. */
export const objectName = text(/^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/, "object-name");

/** A registry of images, perhaps with a path: no scheme, no slash at its end. */
export const registryHost = text(/^[a-z0-9][-a-z0-9.]*(:[0-9]{1,5})?(\/[-a-z0-9._]+)*$/, "registry");

/** Any text that is not empty. */
export const words = z.string().min(1, { error: "not-empty" });
