import type { CheckContext } from "../../check.ts";
import { each, eachOf, type Kind } from "./kind.ts";
import type { Details } from "./scene.ts";

function describePerson({ mark }: CheckContext, tag: string, phone: string, category: string): Details {
  return {
    name: `Test ${mark}-${tag}`,
    category: `${category}-${mark}-${tag}`,
    phone,
    email: `${mark}-${tag}@mail.example`,
    alert_url: `https://alerts.example/${mark}-${tag}`,
    alert_preference: tag === "one" ? "phone" : "email",
    status_poll_url: `https://status.example/${mark}-${tag}`,
  };
}

const PERSON = ["name", "category", "phone", "email", "alert_url", "alert_preference", "status_poll_url"];
const CONTACT = ["name", "category", "phone", "email"];

/** Resources and subscribers have the same details. */
const person = (name: "resource" | "subscriber", category: string): Omit<Kind, "singular" | "plural"> => ({
  name,
  one: `a ${name}`,
  many: `${name}s`,
  prepare: async (context) => [
    describePerson(context, "one", "+9990000101", category),
    describePerson(context, "two", "+9990000102", category),
  ],
  change: (_, { mark }) => ({ phone: "+9990000199", category: `${category}-${mark}-changed` }),
  criteria: (first) => eachOf(first, ...CONTACT, "alert_url", "status_poll_url"),
  flags: each(...PERSON),
});

/** Hospitals, offices: who hosts events. */
export const entity: Kind = {
  ...{ name: "entity", singular: "Entity", plural: "Entities", one: "an entity", many: "entities" },
  prepare: async ({ mark }) => {
    const describe = (tag: string, phone: string): Details => ({
      name: `Test ${mark}-${tag}`,
      category: `hospital-${mark}-${tag}`,
      phone,
      email: `${mark}-${tag}@mail.example`,
      website: `https://${tag}.example/${mark}`,
    });
    return [describe("one", "+9990000201"), describe("two", "+9990000202")];
  },
  change: (_, { mark }) => ({ phone: "+9990000299", website: `https://changed.example/${mark}` }),
  criteria: (first) => eachOf(first, ...CONTACT, "website"),
  flags: each(...CONTACT, "website"),
};

/** Who gives services. */
export const resource: Kind = { ...person("resource", "doctor"), singular: "Resource", plural: "Resources" };

/** Who gets them. */
export const subscriber: Kind = {
  ...person("subscriber", "patient"),
  singular: "Subscriber",
  plural: "Subscribers",
};
