import { describe, expect, test } from "vitest";
import { checkAnswers } from "./answers.ts";
import { readForm } from "./form.ts";

const values = [{ value: "a" }, { value: 2 }];
const FORM = {
  components: [
    { type: "textfield", key: "text", validate: { minLength: 2, maxLength: 4, pattern: "" } },
    { type: "textarea", key: "code", validate: { pattern: "XU-[0-9]{4}" } },
    { type: "phoneNumber", key: "phones", multiple: true, validate: { pattern: "\\+[0-9]+", max: null } },
    { type: "email", key: "email" },
    { type: "button", key: "submit" },
    {
      type: "columns",
      columns: [
        { components: [{ type: "number", key: "number", validate: { min: 0, max: 9, integer: true } }] },
        { components: [{ type: "checkbox", key: "box" }] },
      ],
    },
    { type: "fieldset", components: [{ type: "select", key: "select", data: { values } }] },
    { type: "radio", key: "radio", values },
    { type: "selectboxes", key: "flags", values: [{ value: "x" }, { value: "y" }] },
    { type: "day", key: "day" },
    {
      type: "container",
      key: "home",
      components: [{ type: "textfield", key: "village", validate: { required: true } }],
    },
    { type: "datagrid", key: "children", components: [{ type: "textfield", key: "name" }] },
  ],
};
const fields = readForm(FORM);

describe("answers to a form", () => {
  test.each([
    {},
    { text: "漢🧒🏽", code: "XU-1001", phones: ["+1", "+22"], email: "a@b.example" },
    { number: 0, box: true, select: 2, radio: "a", flags: { x: true, y: false }, day: "2024-02-29" },
    { home: { village: "Reedham" }, children: [{ name: "Issa" }, {}] },
    { text: "", code: null, phones: [], box: false },
  ])("may be %j", (answers) => {
    expect(() => checkAnswers(fields, answers)).not.toThrow();
  });

  test.each([
    [{ text: "a" }, "data.text: must have at least 2"],
    [{ text: "abcde" }, "data.text: must have at most 4"],
    [{ text: ["ab"] }, "data.text: must be a text"],
    [{ code: "xXU-1001" }, "data.code: must match"],
    [{ phones: "+1" }, "data.phones: must be a list"],
    [{ phones: ["+1", "1"] }, "data.phones.1: must match"],
    [{ email: "nobody" }, "data.email: must be an e-mail address"],
    [{ number: 1.5 }, "data.number: must be a whole number"],
    [{ number: 10 }, "data.number: must be at most 9"],
    [{ number: -1 }, "data.number: must be at least 0"],
    [{ number: "5" }, "data.number: must be a number"],
    [{ box: "yes" }, "data.box: must be true or false"],
    [{ select: "b" }, "data.select: must be one of the choices"],
    [{ flags: { z: true } }, "data.flags: must say true or false"],
    [{ day: "2023-02-29" }, "data.day: must be a date"],
    [{ home: "Reedham" }, "data.home: must be an object"],
    [{ home: {} }, "data.home.village: is required"],
    [{ children: [{ age: 5 }] }, "data.children.0.age: the form has no such field"],
    [{ submit: true }, "data.submit: the form has no such field"],
    [{ constructor: {} }, "data.constructor: the form has no such field"],
  ])("may not be %j", (answers, complaint) => {
    expect(() => checkAnswers(fields, answers)).toThrow(complaint);
  });

  test("that may still be missing may not be wrong", () => {
    expect(() => checkAnswers(fields, { home: {} }, "open")).not.toThrow();
    expect(() => checkAnswers(fields, { home: { village: 5 } }, "open")).toThrow("data.home.village");
  });

  test("to a required box are a tick", () => {
    const required = readForm({
      components: [{ type: "checkbox", key: "yes", validate: { required: true } }],
    });
    expect(() => checkAnswers(required, { yes: false })).toThrow("data.yes: is required");
    expect(() => checkAnswers(required, { yes: true })).not.toThrow();
  });
});

describe("a form", () => {
  const nested = (depth: number): object =>
    depth === 0 ? {} : { type: "panel", components: [nested(depth - 1)] };
  test.each([
    ["without components", {}, "schema.components"],
    ["with a component that is none", { components: ["name"] }, "schema: a component's value"],
    ["of another component", { components: [{ type: "survey", key: "a" }] }, "type survey"],
    ["of an inherited name", { components: [{ type: "constructor", key: "a" }] }, "type constructor"],
    ["without a key", { components: [{ type: "number" }] }, "has no key"],
    [
      "with a key twice",
      {
        components: [
          { type: "number", key: "a" },
          { type: "email", key: "a" },
        ],
      },
      "twice",
    ],
    ["without choices", { components: [{ type: "radio", key: "a" }] }, "no values"],
    [
      "with a pattern that RE2 does not know",
      { components: [{ type: "textfield", key: "a", validate: { pattern: "(?=a)" } }] },
      "the pattern of a",
    ],
    ["that is too deep", { components: [nested(12)] }, "nested deeper"],
  ])("%s is refused", (_, form, complaint) => {
    expect(() => readForm(form)).toThrow(TypeError);
    expect(() => readForm(form)).toThrow(complaint);
  });
});
