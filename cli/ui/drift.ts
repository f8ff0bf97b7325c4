import type { JudgedField, JudgedObject } from "../drift/what-matters.ts";
import { say } from "../messages/talk-en.ts";
import { formatAge } from "../read-status.ts";
import { formatTable } from "./table.ts";

const LONGEST = 40;

/** What differs as a person reads it: a table a part, a line a field. */
export function formatDrift(objects: readonly JudgedObject[], now: Date): string {
  const groups = Map.groupBy(objects, ({ part }) => part);
  const columns = say.drift.columns.map((title) => ({ title }));
  return [...groups]
    .map(([part, own]) => {
      const table = formatTable(
        columns,
        own.flatMap((object) => rowsOf(object, now)),
      );
      return `${part === "" ? say.drift.noPart : part}\n${table.replace(/^/gm, "  ")}`;
    })
    .join("\n\n");
}

function rowsOf(object: JudgedObject, now: Date): string[][] {
  const { drift: talk } = say;
  const name = nameOf(object.id);
  const matters = [
    ...object.rules.map((rule) => talk.rule(rule)),
    ...object.checks.map((part) => talk.checks(part)),
  ];
  if (object.kind !== "changed") {
    const what = object.kind === "missing" ? talk.missing : talk.extra;
    const by = object.by ?? talk.unknown;
    const up = object.up === undefined ? talk.nothing : talk.up[object.up];
    return [[name, what, "", "", by, ageOf(object.when, now), listOf(matters), up]];
  }
  return object.fields.map((field, index) => {
    const own = field.rules.map((rule) => talk.rule(rule));
    return [
      index === 0 ? name : "",
      field.path,
      ...valuesOf(field),
      field.by ?? talk.unknown,
      ageOf(field.when, now),
      listOf(index === 0 ? [...own, ...matters] : own),
      talk.up[field.up],
    ];
  });
}

function valuesOf({ kind, applied, live }: JudgedField): [string, string] {
  const before = kind === "added" ? say.drift.absent : shorten(applied ?? "");
  return [before, kind === "removed" ? say.drift.removed : shorten(live ?? "")];
}

/** `Deployment civil` in its part's namespace; the group and the namespace are in the JSON. */
function nameOf(id: string): string {
  const [, , kind = "", ...name] = id.split("/");
  return `${kind} ${name.join("/")}`;
}

function ageOf(when: string | undefined, now: Date): string {
  return when === undefined ? say.drift.unknown : `${formatAge(when, now.getTime())} ago`;
}

function listOf(matters: readonly string[]): string {
  return matters.length === 0 ? say.drift.nothing : matters.join(", ");
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
