import type { Definition, FormDefinition, Operator, Screen, ServiceDefinition } from "./definition.ts";
import { type Field, readForm } from "./form.ts";

/** A form with its fields. */
export interface Form {
  readonly definition: FormDefinition;
  readonly fields: readonly Field[];
}

/** A service, ready to be used. */
export interface Service {
  readonly definition: ServiceDefinition;
  readonly forms: readonly Form[];
  /** The current forms for applicants: those of no screen. The first one is meant where none is named. */
  readonly applicantForms: readonly Form[];
  readonly screens: readonly Screen[];
}

/** What can be applied for, and who works on it. */
export interface Catalogue {
  readonly services: readonly Service[];
  readonly operators: readonly Operator[];
  findService(id: string): Service | undefined;
  findForm(id: string): Form | undefined;
  findOperator(id: string): Operator | undefined;
  /** Who has a role, in the order of the definition. */
  operatorsOf(roleId: string): readonly Operator[];
}

/** What a screen's form may not ask for, because a decision has these beside it. */
const RESERVED = ["status", "remark"];

/** Makes the catalogue. Throws a TypeError with one sentence that names the place where a definition contradicts itself. */
export function makeCatalogue({ services, operators }: Definition, place = "seed"): Catalogue {
  refuseTwice(
    services.map(({ id }) => id.toLowerCase()),
    `${place}.services`,
  );
  const known = services.map((one, index) => makeService(one, `${place}.services.${index}`));
  const forms = known.flatMap((service) => service.forms);
  refuseTwice(
    forms.map(({ definition }) => definition.eFormId),
    `${place}.services: eForms`,
  );
  refuseTwice(
    operators.map(({ id }) => id),
    `${place}.operators`,
  );
  return {
    ...{ services: known, operators },
    findService: (id) => known.find(({ definition }) => definition.id.toLowerCase() === id.toLowerCase()),
    findForm: (id) => forms.find(({ definition }) => definition.eFormId === id),
    findOperator: (id) => operators.find((one) => one.id === id),
    operatorsOf: (roleId) => operators.filter(({ roles }) => roles.includes(roleId)),
  };
}

/** The form of a service that this id names. */
export function formOf({ forms }: Service, eFormId: string | null | undefined): Form | undefined {
  return eFormId === undefined || eFormId === null
    ? undefined
    : forms.find(({ definition }) => definition.eFormId === eFormId);
}

function makeService(definition: ServiceDefinition, place: string): Service {
  const forms = definition.eForms.map((form, index) => makeForm(form, `${place}.eForms.${index}`));
  const ofScreens = new Set(definition.screens.map(({ eFormId }) => eFormId));
  for (const [index, { eFormId }] of definition.screens.entries()) {
    if (eFormId === undefined) continue;
    const form = forms.find((one) => one.definition.eFormId === eFormId);
    if (form === undefined) throw new TypeError(`${place}.screens.${index}: there is no eForm ${eFormId}`);
    const taken = form.fields.find(({ key }) => RESERVED.includes(key));
    if (taken !== undefined)
      throw new TypeError(`${place}.screens.${index}: a screen's form has no field ${taken.key}`);
  }
  const applicantForms = forms.filter(
    ({ definition: { eFormId, latest } }) => latest && !ofScreens.has(eFormId),
  );
  return { definition, forms, applicantForms, screens: definition.screens };
}

function makeForm(definition: FormDefinition, place: string): Form {
  try {
    return { definition, fields: readForm(definition.schema) };
  } catch (error) {
    throw new TypeError(`${place}.${(error as Error).message}`);
  }
}

function refuseTwice(ids: readonly string[], place: string): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new TypeError(`${place}: ${twice} is there twice`);
}
