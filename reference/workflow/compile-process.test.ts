import { describe, expect, test } from "vitest";
import { compileProcess } from "./compile-process.ts";
import { bpmn, flow } from "./started-run.ts";
import { ProcessTrouble } from "./trouble.ts";

const START = '<startEvent id="s"/>';
const END = '<endEvent id="e"/>';
const LINE = `${START}\n${END}\n${flow("s", "e")}`;

/** What is wrong with a process of this content, and in which line. */
function troubleOf(content: string, beside = ""): string {
  try {
    compileProcess(bpmn(content, beside), (url) => (url.includes("127.0.0.1") ? "it is near" : undefined));
  } catch (error) {
    if (error instanceof ProcessTrouble) return `${error.line}: ${error.message}`;
    throw error;
  }
  return "none";
}

/** A line from start to end through one element. */
const through = (element: string, id = "x") => `${START}${element}${END}${flow("s", id)}${flow(id, "e")}`;
const timer = (time: string) =>
  through(
    `<intermediateCatchEvent id="x"><timerEventDefinition>${time}</timerEventDefinition></intermediateCatchEvent>`,
  );
const service = (attributes: string, inner = "") =>
  through(`<serviceTask id="x" ${attributes}><extensionElements>${inner}</extensionElements></serviceTask>`);

test("what is for people is passed over, what is executed is known", () => {
  const content = `<documentation>Why</documentation><laneSet id="l"><lane id="l1"><flowNodeRef>s</flowNodeRef></lane></laneSet><textAnnotation id="t"/><dataObject id="d1"/><startEvent id="s"><outgoing>s-a</outgoing></startEvent><userTask id="a" name="Look"><potentialOwner><resourceRef>r</resourceRef></potentialOwner></userTask>${END}${flow("s", "a")}${flow("a", "e")}`;
  const plan = compileProcess(
    bpmn(content, '<collaboration id="c"><participant id="p1" processRef="p"/></collaboration>'),
    () => undefined,
  );
  expect(plan.tasks).toEqual(new Map([["a", { name: "Look" }]]));
  expect(plan.source).not.toMatch(/lane|documentation|Owner|textAnnotation/);
  expect(plan.isExecutable).toBeUndefined();
});

test("nothing of a text becomes BPMN of the engine", () => {
  const name = "&lt;/userTask&gt;&lt;scriptTask id=&quot;evil&quot;/&gt;";
  const { source } = compileProcess(bpmn(through(`<userTask id="x" name="${name}"/>`)), () => undefined);
  expect(source).not.toContain("evil");
});

describe("what is not executed is refused with its line", () => {
  test.each([
    [
      `${LINE}\n<scriptTask id="x"><script>process.exit()</script></scriptTask>`,
      /^5: scripts are not executed/,
    ],
    [
      through(
        '<userTask id="x"><extensionElements><c:script xmlns:c="urn:c"/></extensionElements></userTask>',
      ),
      /scripts/,
    ],
    [`${LINE}<businessRuleTask id="x"/>`, /businessRuleTask is not executed/],
    [`${LINE}<receiveTask id="x"/>`, /receiveTask is not executed/],
    [`${LINE}<callActivity id="x"/>`, /callActivity is not executed/],
    [`${LINE}<eventBasedGateway id="x"/>`, /eventBasedGateway is not executed/],
    [`${LINE}<x xmlns="urn:other" id="x"/>`, /x is not executed/],
    [through('<userTask id="x"><multiInstanceLoopCharacteristics/></userTask>'), /multiInstanceLoop/],
    [
      through('<intermediateCatchEvent id="x"><signalEventDefinition/></intermediateCatchEvent>'),
      /signalEvent/,
    ],
    [through('<intermediateCatchEvent id="x"/>'), /needs what it waits for/],
    [timer("<timeCycle>R/PT1S</timeCycle>"), /timeCycle is not executed/],
    [timer("<timeDuration>1 hour</timeDuration>"), /no timeDuration of ISO 8601/],
    [timer("<timeDuration>R3/PT1S</timeDuration>"), /no timeDuration of ISO 8601/],
    [timer("<timeDate>2026-12-24</timeDate>"), /no timeDate of ISO 8601/],
    [timer(""), /has a timeDuration or a timeDate/],
    [
      through(
        `<subProcess id="x" triggeredByEvent="true">${LINE.replaceAll('"s', '"t').replaceAll('"e"', '"f"')}</subProcess>`,
      ),
      /event sub-processes are not executed/,
    ],
    [
      through('<inclusiveGateway id="x"/>').replace(
        END,
        `${END}<inclusiveGateway id="y"/><task id="z"/>${flow("x", "y", "n=1")}${flow("x", "z", "n=2")}${flow("z", "y")}${flow("y", "e", "n=1")}${flow("y", "z", "n=2")}`,
      ),
      /needs a condition|make two of y/,
    ],
  ])("%#: %s", (content, sentence) => {
    expect(troubleOf(content)).toMatch(sentence);
  });
});

describe("what leads nowhere is refused", () => {
  test.each([
    ["", /a process needs a start event/],
    [END, /needs a start event/],
    [`${LINE}<startEvent id="s2"/>`, /one start event/],
    [`${START}${END}${flow("s", "nowhere")}`, /targetRef leads to nothing in this process: "nowhere"/],
    [`${LINE}<task id="x"/>`, /nothing leads to x/],
    [`${LINE}${flow("e", "s")}`, /something leads to s|something follows/],
    [`${LINE}<task id="s"/>`, /the id s is there twice/],
    [`<startEvent/>${END}`, /a startEvent needs an id/],
    [`<startEvent id="1 x"/>${END}`, /an id has letters/],
    [
      `${LINE}<boundaryEvent id="b" attachedToRef="s"><errorEventDefinition/></boundaryEvent>`,
      /attached to nothing/,
    ],
    [through('<exclusiveGateway id="x" default="s-x"/>'), /default names no flow out of x/],
    [
      `${START}<exclusiveGateway id="x"/>${END}<endEvent id="e2"/>${flow("s", "x")}${flow("x", "e")}${flow("x", "e2")}`,
      /x-e needs a condition/,
    ],
    [
      `${START}${END}<sequenceFlow id="f" sourceRef="s" targetRef="e"><conditionExpression language="javascript">true</conditionExpression></sequenceFlow>`,
      /another language/,
    ],
    [`${START}${END}${flow("s", "e", "a +")}`, /nothing that conditions have/],
    [
      through('<task id="x"/>').replace("</process>", "") +
        '<boundaryEvent id="b" attachedToRef="x"><errorEventDefinition errorRef="none"/></boundaryEvent>',
      /there is no error none/,
    ],
  ])("%#: %s", (content, sentence) => {
    expect(troubleOf(content)).toMatch(sentence);
  });

  test("also where the whole is no process", () => {
    const trouble = (text: string) => () => compileProcess(text, () => undefined);
    expect(trouble("<definitions/>")).toThrow("not BPMN 2.0");
    expect(trouble(bpmn(LINE).replace("process", "procedure").replace("</process", "</procedure"))).toThrow(
      "there is no process",
    );
    expect(trouble(bpmn(LINE, `<process id="q">${LINE.replaceAll('"', '"q')}</process>`))).toThrow();
    expect(trouble(bpmn(LINE, '<import importType="x"/>'))).toThrow("nothing is imported");
  });
});

describe("the call of a service task", () => {
  test.each([
    ["", /needs an implementation/],
    ['implementation="##WebService"', /a path at the mediator/],
    ['implementation="/data/persons"', /a path at the mediator is/],
    ['implementation="/r1/XU/GOV/1/app"', /a path at the mediator is/],
    ['implementation="/r1/XU/GOV/1/app/../x"', /no \. and \.\./],
    ['implementation="ftp://x.example/"', /a path at the mediator/],
    ['implementation="https://user:word@x.example/"', /without user/],
    ['implementation="https://${host}/x"', /without user/],
    ['implementation="http://127.0.0.1/x"', /it is near/],
    ['implementation="https://x.example/${a)}"', /one thing too many/],
    ['operationRef="none"', /needs an implementation/],
  ])("with %s is refused", (attributes, sentence) => {
    expect(troubleOf(service(attributes))).toMatch(sentence);
  });

  test.each([
    ['<stack:request method="TRACE"/>', /the method is one of/],
    ["<stack:request>{not json</stack:request>", /JSON/],
    ["<stack:request/><stack:request/>", /a second request/],
    ["<stack:response/>", /names the variable/],
    ['<stack:response variable="a" value="eval(1)"/>', /one thing too many/],
  ])("with %s is refused", (inner, sentence) => {
    expect(troubleOf(service('implementation="https://x.example/"', inner))).toMatch(sentence);
  });

  test("can stand at the operation that the task names", () => {
    const beside =
      '<interface id="i" name="i"><operation id="o" implementationRef="https://x.example/a"/></interface>';
    const plan = compileProcess(bpmn(service('operationRef="o"'), beside), () => undefined);
    expect(plan.tasks.get("x")?.call).toMatchObject({ target: ["https://x.example/a"], method: "POST" });
  });
});
