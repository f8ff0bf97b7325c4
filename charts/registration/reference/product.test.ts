import { describe, expect, it } from "vitest";
import { examplePart, exampleStack } from "../../../test/example-stack.ts";
import type { Environment } from "../../spi/index.ts";
import { configureRegistration, type RegistrationOptions } from "./config.ts";
import registration from "./product.ts";

const OFFICE = "XU/GOV/70001/office";
const part = (options: object) =>
  examplePart("permits", "registration", registration.options.parse(options), undefined, registration);

describe("a profile with a registration server", () => {
  const problemsOf = (options: object, environment: Environment) => {
    const own = part(options);
    const stack = { ...exampleStack(), environment };
    return registration.problems?.(stack, own, own.options as RegistrationOptions);
  };

  it("names the operators' applications outside of development", () => {
    for (const environment of ["staging", "production"] as const) {
      expect(problemsOf({}, environment)).toHaveLength(1);
      expect(problemsOf({ operators: [] }, environment)).toHaveLength(1);
      expect(problemsOf({ operators: [OFFICE] }, environment)).toEqual([]);
    }
    expect(problemsOf({}, "development")).toEqual([]);
  });

  it.each([
    ["an application that is none", { operators: ["office"] }],
    ["an application in five parts", { operators: [`${OFFICE}/api`] }],
    ["another option", { services: [] }],
  ])("is refused with %s", (_, options) => {
    expect(registration.options.safeParse(options).success).toBe(false);
  });
});

it.each([
  [{}, {}],
  [{ operators: [OFFICE] }, { operators: [OFFICE] }],
])("the server of %j is told %j", (options, settings) => {
  const context = { stack: exampleStack(), part: part(options), options } as unknown as Parameters<
    typeof configureRegistration
  >[0];
  expect(configureRegistration(context, () => "http://127.0.0.1:1").settings).toEqual(settings);
});
