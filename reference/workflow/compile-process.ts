import { BPMN } from "./bpmn-words.ts";
import { type Compiling, compileScope } from "./compile-scope.ts";
import type { Plan } from "./plan.ts";
import type { JudgeTarget } from "./planned-call.ts";
import { ProcessTrouble } from "./trouble.ts";
import { writeElement } from "./write-xml.ts";
import { readXml, type XmlElement } from "./xml.ts";

const ID = /^[A-Za-z_][\w.-]{0,199}$/;

/**
 * Makes what is executed of a process's BPMN 2.0 XML. Throws a {@link ProcessTrouble} with the line where something is not
 * well-formed, or is BPMN that is not executed here.
 */
export function compileProcess(text: string, judge: JudgeTarget): Plan {
  const root = readXml(text);
  if (root.namespace !== BPMN || root.name !== "definitions")
    throw new ProcessTrouble(root.line, "this is not BPMN 2.0: its root is not definitions");
  refuseScripts(root);
  const ids = collectIds(root);
  const own = root.children.filter(({ namespace }) => namespace === BPMN);
  const imported = own.find(({ name }) => name === "import");
  if (imported !== undefined) throw new ProcessTrouble(imported.line, "nothing is imported here");
  const [process, second] = own.filter(({ name }) => name === "process");
  if (process === undefined) throw new ProcessTrouble(root.line, "there is no process");
  if (second !== undefined) throw new ProcessTrouble(second.line, "there is a second process");
  const compiling: Compiling = {
    judge,
    ids,
    operations: operationsOf(own),
    errors: new Map(
      own
        .filter(({ name }) => name === "error")
        .map((one) => [one.attributes.get("id") ?? "", one.attributes.get("errorCode")]),
    ),
    tasks: new Map(),
    expressions: new Map(),
    failures: new Set(),
    caught: [],
  };
  const content = compileScope(process, compiling);
  const said = process.attributes.get("isExecutable");
  const source = writeElement(
    "definitions",
    { xmlns: BPMN, id: "definitions", targetNamespace: "urn:process" },
    [
      ...[...compiling.errors].map(([id, errorCode]) => writeElement("error", { id, errorCode }, [])),
      writeElement("process", { id: process.attributes.get("id"), isExecutable: "true" }, content),
    ],
  );
  const { tasks, expressions, failures } = compiling;
  return {
    source,
    tasks,
    expressions,
    failures,
    isExecutable: said === undefined ? undefined : said === "true",
  };
}

/** Nothing of a script is executed, wherever it stands; so that nobody thinks it were, it is refused. */
function refuseScripts(element: XmlElement): void {
  if (element.name === "script" || element.name === "scriptTask")
    throw new ProcessTrouble(element.line, "scripts are not executed here");
  for (const child of element.children) refuseScripts(child);
}

/** The elements of BPMN that have an id, each once. */
function collectIds(root: XmlElement): ReadonlyMap<string, XmlElement> {
  const found = new Map<string, XmlElement>();
  const collect = (element: XmlElement) => {
    const id = element.attributes.get("id");
    if (id !== undefined && element.namespace === BPMN) {
      if (!ID.test(id))
        throw new ProcessTrouble(
          element.line,
          "an id has letters, digits, . _ and -, and begins with a letter",
        );
      if (found.has(id)) throw new ProcessTrouble(element.line, `the id ${id} is there twice`);
      found.set(id, element);
    }
    for (const child of element.children) collect(child);
  };
  collect(root);
  return found;
}

function operationsOf(own: readonly XmlElement[]): ReadonlyMap<string, string> {
  const operations = own.filter(({ name }) => name === "interface").flatMap(({ children }) => children);
  return new Map(
    operations.flatMap(({ attributes }) => {
      const [id, implementation] = [attributes.get("id"), attributes.get("implementationRef")];
      return id === undefined || implementation === undefined ? [] : [[id, implementation] as const];
    }),
  );
}
