import type { Block } from "../../charts/spi/index.ts";
import type { Report } from "../result.ts";
import type { ApiResult, AssessedRequirement, Compliance, RequirementState } from "./compliance.ts";

/** What a form is made of; a report that was read back has it too. */
export type FormSource = Pick<Report, "tool" | "stack" | "startedAt"> & { readonly compliance: Compliance };

/** A requirement as the form has it. */
export interface FormRequirement {
  readonly requirement: string;
  readonly comment: string;
  /** -1 not told, 0 not met, 1 met. */
  readonly fulfillment: -1 | 0 | 1;
  /** 0 REQUIRED, 1 RECOMMENDED. */
  readonly status: 0 | 1;
  readonly link: string;
}

/** The form of GovStack's testing web app for the compliance of one software, as a draft. */
export interface ComplianceForm {
  readonly softwareName: string;
  readonly logo: string;
  readonly website: string;
  readonly documentation: string;
  readonly description: string;
  readonly pointOfContact: string;
  /** 0, a draft. */
  readonly status: 0;
  /** A UUID of version 4. */
  readonly uniqueId: string;
  readonly deploymentCompliance: {
    readonly documentation: string;
    readonly deploymentInstructions: string;
    readonly requirements: readonly { readonly requirement: string; readonly level: -1 | 0 | 1 }[];
  };
  readonly compliance: readonly {
    readonly version: string;
    readonly bbDetails: Readonly<Record<string, FormBlock>>;
  }[];
}

/** What the form says of one block. Levels are the reviewer's to set, and -1. */
export interface FormBlock {
  readonly bbSpecification: string;
  readonly bbVersion: string;
  readonly deploymentCompliance: { readonly level: -1; readonly notes: string };
  readonly interfaceCompliance: {
    readonly level: -1;
    readonly testHarnessResult: string;
    readonly requirements: readonly FormRequirement[];
    readonly notes: string;
  };
  readonly requirementSpecificationCompliance: {
    readonly level: -1;
    readonly crossCuttingRequirements: readonly FormRequirement[];
    readonly functionalRequirements: readonly FormRequirement[];
    readonly keyDigitalFunctionalitiesRequirements: readonly FormRequirement[];
    readonly notes: string;
  };
}

/** What a form needs besides the report. */
export interface FormOptions {
  /** Makes a UUID of version 4. */
  readonly newId: () => string;
  /** The report that the form refers to, by its file name. */
  readonly link: string;
}

const FULFILLMENT: Readonly<Record<RequirementState, FormRequirement["fulfillment"]>> = {
  met: 1,
  "not met": 0,
  attest: -1,
  "not assessed": -1,
};

/** A draft of the form for each product that was asked, in the order of the report. What only its maker knows is empty. */
export function fillForms(source: FormSource, options: FormOptions): ComplianceForm[] {
  const products = [...new Set(source.compliance.api.map(({ product }) => product))];
  return products.map((product) => fillForm(product, source, options));
}

function fillForm(product: string, source: FormSource, options: FormOptions): ComplianceForm {
  const [, name = product, version = ""] = /^(.*) (\S+)$/.exec(product) ?? [];
  const results = source.compliance.api.filter((result) => result.product === product);
  const blocks = results.map((result) => [result.block, fillBlock(result, source, options)] as const);
  return {
    softwareName: name,
    logo: "",
    website: "",
    documentation: "",
    description: `A draft by ${source.tool}, from its report on stack ${source.stack} of ${source.startedAt}`,
    pointOfContact: "",
    status: 0,
    uniqueId: options.newId(),
    deploymentCompliance: {
      documentation: "",
      deploymentInstructions: "",
      requirements: requirementsOf(source, ({ id }) => id.startsWith("govstack-cfr-deployment#")).map(
        (one) => ({
          requirement: titleOf(one),
          level: FULFILLMENT[one.state],
        }),
      ),
    },
    compliance: [{ version, bbDetails: Object.fromEntries(blocks) }],
  };
}

function fillBlock(result: ApiResult, source: FormSource, { link }: FormOptions): FormBlock {
  const { block } = result;
  const listed = (kind: AssessedRequirement["kind"]) =>
    requirementsOf(source, (one) => one.kind === kind && (one.block ?? block) === block).map((one) =>
      fillRequirement(one, block, link),
    );
  const [crossCutting, functional] = [listed("cross-functional"), listed("functional")];
  return {
    bbSpecification: block,
    bbVersion: result.specification,
    deploymentCompliance: { level: -1, notes: "" },
    interfaceCompliance: {
      level: -1,
      testHarnessResult: link,
      requirements: listed("api"),
      notes: interfaceNotes(result, source.tool),
    },
    requirementSpecificationCompliance: {
      level: -1,
      crossCuttingRequirements: crossCutting,
      functionalRequirements: functional,
      keyDigitalFunctionalitiesRequirements: [],
      notes: specificationNotes([...crossCutting, ...functional]),
    },
  };
}

function requirementsOf({ compliance }: FormSource, wanted: (one: AssessedRequirement) => boolean) {
  return compliance.requirements.filter(wanted);
}

function titleOf({ id, text }: AssessedRequirement): string {
  return `${text} (${id})`;
}

function fillRequirement(one: AssessedRequirement, block: Block, link: string): FormRequirement {
  const state = one.blocks.find((each) => each.block === block)?.state ?? "not assessed";
  const seen = one.evidence
    .filter((proof) => (proof.block ?? block) === block)
    .map(({ outcome, text }) => `${outcome === "absent" ? "not assessed" : outcome}: ${text}`);
  const asked = one.question !== undefined && state !== "not met" ? [`to be attested: ${one.question}`] : [];
  return {
    requirement: titleOf(one),
    comment: [...seen, ...asked].join("; "),
    fulfillment: FULFILLMENT[state],
    status: one.level === "REQUIRED" ? 0 : 1,
    link,
  };
}

function interfaceNotes({ passed, failed, skipped, compatibility }: ApiResult, tool: string): string {
  const figure = compatibility === undefined ? "nothing was counted" : `compatibility ${compatibility}`;
  return `${figure}: ${passed} passed, ${failed} failed, ${skipped} skipped, of the checks of ${tool}, which are not GovStack's own test suites`;
}

function specificationNotes(requirements: readonly FormRequirement[]): string {
  const required = requirements.filter(({ status }) => status === 0);
  const met = required.filter(({ fulfillment }) => fulfillment === 1).length;
  const open = required.filter(({ fulfillment }) => fulfillment === -1).length;
  return `${met} of ${required.length} REQUIRED requirements are shown to be met, ${open} are open: the form can be submitted when none is`;
}
