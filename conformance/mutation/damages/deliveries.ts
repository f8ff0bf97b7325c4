import { type Answer, type Call, readJson } from "../call.ts";
import { type Alter, changeContent, type Damage, type Observed } from "../damage.ts";
import { describePath, type FieldPath, placesIn, walk } from "../field-path.ts";
import { type ContentChange, changedTypes, changedValues, droppedFields } from "./fields.ts";

const TAKEN: Answer = { status: 204, headers: {}, body: "" };
const DEPTH = 3;

/** The damages of an operation that a block makes itself: what it sends is damaged, not what it answers. */
export function deliveryDamages({ seen }: Observed): Damage[] {
  if (seen.length === 0) return [];
  const contents = seen.map(({ call }) => readJson(call)).filter((content) => content !== undefined);
  const changes = [
    ...droppedFields(contents),
    ...changedTypes(contents),
    ...changedValues(textsIn(contents)),
  ];
  return [
    damage("delivery lost", async () => ({ answer: TAKEN, touched: true })),
    damage("delivery that failed is not tried again", async (call, { send }) => {
      const answer = await send(call);
      return answer.status < 500 ? { answer, touched: false } : { answer: TAKEN, touched: true };
    }),
    ...changes.map(changesDelivery),
    ...(contents.length === 0 ? [] : [damage("content type becomes text/html", saysWebPage)]),
  ];
}

const saysWebPage: Alter = async (call, { send }) => ({
  answer: await send({ ...call, headers: { ...call.headers, "content-type": "text/html" } }),
  touched: true,
});

function damage(name: string, alter: Alter): Damage {
  return { name, start: () => alter };
}

function changesDelivery({ name, change }: ContentChange): Damage {
  return damage(name, async (call: Call, { send }) => {
    const changed = changeContent(call, change);
    return { answer: await send(changed ?? call), touched: changed !== undefined };
  });
}

function textsIn(contents: readonly unknown[]): FieldPath[] {
  const texts = new Set<string>();
  for (const content of contents)
    for (const { path, value } of walk(content, [], DEPTH))
      if (typeof value === "string") texts.add(describePath(path));
  return placesIn(contents, DEPTH).filter((path) => texts.has(describePath(path)));
}
