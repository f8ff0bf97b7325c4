import { expect, it } from "vitest";
import { FinalError } from "../../../spi/index.ts";
import type { ServerSetup } from "../settings.ts";
import { memberSetup } from "./example-setup.ts";
import { subjectFields } from "./subject-fields.ts";
import { openWorld } from "./world.ts";

const stop = new AbortController().signal;

/** What is sent where the authority asks for these fields. */
async function fieldsFor(
  fields: readonly Record<string, unknown>[],
  changes: Partial<ServerSetup> = {},
  given: Record<string, string> = {},
) {
  const setup = memberSetup({ authority: { name: "Test CA", acme: false, fields: given } });
  const server = { ...(setup.servers[0] as ServerSetup), ...changes };
  const asked: string[] = [];
  const world = openWorld(
    setup,
    async ({ url }) => {
      asked.push(url);
      const cookies = ["JSESSIONID=1", "XSRF-TOKEN=1"];
      return { status: 200, headers: { "set-cookie": cookies }, body: Buffer.from(JSON.stringify(fields)) };
    },
    () => "x",
    () => {},
  );
  const values = await subjectFields(world, server, "SIGNING", "Test CA", stop);
  return { values, asked };
}

const field = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  read_only: false,
  required: true,
  ...more,
});

it("asks the server which fields its authority wants, for whom", async () => {
  const { asked } = await fieldsFor([]);
  expect(asked.at(-1)).toBe(
    "https://server-interior.test:4000/api/v1/certificate-authorities/Test%20CA/csr-subject-fields" +
      "?key_usage_type=SIGNING&member_id=XU%3AGOV%3A70001",
  );
});

it("sends what is known and asked for, and nothing that the server fills itself", async () => {
  const fields = [field("C"), field("O"), field("serialNumber", { read_only: true }), field("CN")];
  expect((await fieldsFor(fields, { memberName: 'A, B + "C" <D>; #E' })).values).toEqual({
    C: "XU",
    O: 'A\\, B \\+ \\"C\\" \\<D\\>\\; #E',
    CN: "server-interior.test",
  });
  expect((await fieldsFor([field("O")], { memberName: "#1" })).values).toEqual({ O: "\\#1" });
});

it("names a server by its code where its address is too long for a common name", async () => {
  const address = `${"a".repeat(60)}.test.example`;
  expect((await fieldsFor([field("CN"), field("subjectAltName")], { address })).values).toEqual({
    CN: "ss-70001",
    subjectAltName: address,
  });
});

it("takes what the profile says and what the server proposes, and asks people for the rest", async () => {
  const fields = [field("OU"), field("L", { default_value: "Capital" }), field("ST", { required: false })];
  expect((await fieldsFor(fields, {}, { OU: "IT" })).values).toEqual({ OU: "IT", L: "Capital" });
  const missing = fieldsFor([field("OU", { label: "Unit" })]);
  await expect(missing).rejects.toThrow("Test CA asks for OU (Unit): write it into the profile");
  await expect(missing).rejects.toBeInstanceOf(FinalError);
});
