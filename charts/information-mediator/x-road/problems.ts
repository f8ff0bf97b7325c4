import type { Organization, Part, ProductProblem, Stack } from "../../spi/index.ts";
import { anchorInstance } from "./anchor-instance.ts";
import type { MemberOptions, XRoadOptions } from "./options.ts";
import { MANAGEMENT } from "./settings.ts";

/** X-Road 7.8 takes these characters in codes; the profile's form of codes knows the underscore too. */
const CODE = /^[A-Za-z0-9'()+,.=?-]+$/;

/** What of a profile X-Road cannot work with, or is not to. */
export function problemsOf(stack: Stack, part: Part, options: XRoadOptions): ProductProblem[] {
  return [
    ...strangeCodes(stack),
    ...sameMembers(stack),
    ...takenNames(stack, part),
    ...(options.mode === "member"
      ? memberProblems(stack, options.member)
      : developmentProblems(stack, options)),
  ];
}

function strangeCodes({ instance, organizations }: Stack): ProductProblem[] {
  const codes = [
    ["the instance", instance] as const,
    ...organizations.flatMap(({ id, class: memberClass, code }) => [
      [`the class of ${id}`, memberClass] as const,
      [`the code of ${id}`, code] as const,
    ]),
  ];
  return codes
    .filter(([, code]) => !CODE.test(code))
    .map(([what, code]) => ({
      reason: `${what} is ${code}, and X-Road takes letters, digits and '()+,-.=? only`,
      remedy: "write a code without underscores; a code cannot be changed later",
    }));
}

function sameMembers({ organizations }: Stack): ProductProblem[] {
  const memberOf = (each: Organization) => `${each.class}:${each.code}`;
  return organizations
    .filter((each, index) => organizations.findIndex((other) => memberOf(other) === memberOf(each)) < index)
    .map((each) => ({
      reason: `${each.id} has the class and code of another organization, ${memberOf(each)}`,
      remedy: "give each organization a code of its own: a member has one security server here",
    }));
}

function takenNames({ parts }: Stack, mediator: Part): ProductProblem[] {
  return parts
    .filter(({ name, owner }) => owner.id === mediator.owner.id && name === MANAGEMENT.toLowerCase())
    .map(({ name }) => ({
      reason: `the part ${name} has the name of the instance's management services`,
      remedy: "give the part another name",
    }));
}

function developmentProblems({ environment }: Stack, { member }: XRoadOptions): ProductProblem[] {
  return [
    ...(environment !== "production"
      ? []
      : [
          {
            reason: "mode development has a test authority that signs whatever it is asked to",
            remedy: "in production, join an instance with mode: member",
            option: ["mode"],
          },
        ]),
    ...(member === undefined
      ? []
      : [
          {
            reason: "member is there, and the mode is development",
            remedy: "write mode: member",
            option: ["member"],
          },
        ]),
  ];
}

function memberProblems(stack: Stack, member: MemberOptions | undefined): ProductProblem[] {
  if (member === undefined) {
    const remedy =
      "write under member what the operator of the instance gave you: anchor, central server, authority";
    return [{ reason: "mode member needs an instance to join", remedy, option: ["mode"] }];
  }
  const known = stack.organizations.map(({ id }) => id);
  const without = stack.organizations.filter(({ id }) => member.servers[id] === undefined);
  const strange = Object.keys(member.servers).filter((id) => !known.includes(id));
  return [
    ...anchorProblems(stack, member),
    ...without.map(({ id }) => ({
      reason: `${id} has no security server under member.servers`,
      remedy: `write servers: { ${id}: { address: NAME } } with the name at which others find it`,
      option: ["member", "servers"],
    })),
    ...strange.map((id) => ({
      reason: `member.servers names ${id}, which is no organization of the profile`,
      remedy: `the organizations are ${known.join(", ")}`,
      option: ["member", "servers", id],
    })),
  ];
}

function anchorProblems({ instance }: Stack, { anchor }: MemberOptions): ProductProblem[] {
  if (/^https?:\/\//.test(anchor)) return [];
  const found = anchorInstance(anchor);
  if (found === instance) return [];
  const option = ["member", "anchor"];
  if (found === undefined) {
    const remedy = "write its XML, which begins with <?xml, or the https:// address of it";
    return [{ reason: "this is no anchor of X-Road's configuration", remedy, option }];
  }
  const remedy = `write mediator: { instance: ${found} }, or ask the operator for the other anchor`;
  return [{ reason: `the anchor is of instance ${found}, and the profile's is ${instance}`, remedy, option }];
}
