import { z } from "zod";
import type { Organization } from "../../charts/spi/index.ts";
import { identifierElement, words } from "../../profiles/formats.ts";
import { initTalk as say } from "../messages/init-en.ts";
import { askText, type Interview } from "./question.ts";
import { freeName, officeSlug } from "./slug.ts";

/** The member code of the first organization; the next ones count on from it. */
const FIRST_CODE = 70_001;

/** The class of public authorities in the networks of most countries. */
const GOVERNMENT = "GOV";

/** The owners of parts: one at least, and as many more as are named. */
export function* askOrganizations(country: string): Interview<readonly Organization[]> {
  const organizations: Organization[] = [];
  for (;;) {
    const index = organizations.length;
    const name = index === 0 ? yield* askFirst(country) : yield* askNext(index);
    if (name === "") return organizations;
    organizations.push(yield* askMember(index, name, organizations));
  }
}

function askFirst(country: string): Interview<string> {
  return askText({
    path: ["organizations", 0, "name"],
    ...say.organization,
    schema: words,
    suggested: say.government(country),
  });
}

function askNext(index: number): Interview<string> {
  return askText({
    path: ["organizations", index, "name"],
    ...say.anotherOrganization,
    schema: z.string(),
    suggested: "",
    optional: true,
  });
}

function* askMember(index: number, name: string, others: readonly Organization[]): Interview<Organization> {
  const memberClass = yield* askText({
    path: ["organizations", index, "class"],
    ...say.memberClass(name),
    schema: identifierElement,
    suggested: GOVERNMENT,
  });
  const code = yield* askText({
    path: ["organizations", index, "code"],
    ...say.memberCode(name),
    schema: identifierElement,
    suggested: String(FIRST_CODE + index),
  });
  const slug = officeSlug(name);
  const ids = others.map(({ id }) => id);
  const id = freeName(slug === "" ? `organization-${index + 1}` : slug, ids);
  return { id, name, class: memberClass, code };
}
