import { describe, expect, it } from "vitest";
import { formsIn } from "./html-form.ts";

describe("the forms of a page", () => {
  it("are what a browser would send", () => {
    const [form] = formsIn(`
      <!-- <form action="/old"></form> -->
      <form method="post" action="/interaction/1?a=1&amp;b=2">
        <input type="hidden" name="csrf" value="x&quot;y&#39;z">
        <label>Number <input name=individualId autocomplete="Username" required></label>
        <input type=checkbox name='claims' value='email' checked>
        <input type="checkbox" name="terms">
        <button name="action" value="cancel">Cancel</button>
      </form>`);
    expect(form).toMatchObject({ method: "POST", action: "/interaction/1?a=1&b=2" });
    expect(form?.fields.map(({ name, value, type, checked }) => [name, value, type, checked])).toEqual([
      ["csrf", `x"y'z`, "hidden", false],
      ["individualId", "", "text", false],
      ["claims", "email", "checkbox", true],
      ["terms", "on", "checkbox", false],
      ["action", "cancel", "submit", false],
    ]);
    expect(form?.fields[1]?.autocomplete).toBe("username");
  });

  it("are none where scripts make them", () => {
    expect(formsIn('<div id="root"></div><script src="/app.js"></script>')).toEqual([]);
  });
});
