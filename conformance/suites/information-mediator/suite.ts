import type { Suite } from "../../check.ts";
import { getAllowedChecks } from "./allow-list.ts";
import { callChecks } from "./call.ts";
import { callRefusalChecks } from "./call-refusals.ts";
import { listClientsChecks } from "./clients.ts";
import { listConfigChecks, statusChecks } from "./config.ts";
import { createConfigChecks, replaceConfigChecks, updateConfigChecks } from "./config-write.ts";
import { getOpenApiChecks } from "./descriptions.ts";
import { createTypeChecks, deleteTypeChecks, getTypeChecks, listTypesChecks } from "./event-types.ts";
import { allowedMethodsChecks, listMethodsChecks } from "./methods.ts";
import { deleteEventChecks, publishChecks, statusOfEventChecks } from "./publishing.ts";
import { confirmChecks, pullChecks } from "./pulling.ts";
import { deliverChecks } from "./pushing.ts";
import { setAllowedChecks, setDeniedChecks } from "./rights.ts";
import { addSubChecks } from "./subscribing.ts";
import { deleteSubChecks, patchSubChecks } from "./subscription-changes.ts";
import { getSubChecks, listSubChecks } from "./subscriptions.ts";

/**
 * The checks of an information mediator. Each one that needs members adds an organization of class `TEST` and takes
 * it out again by replacing the configuration, which is the only removal that the specification has; therefore
 * these run alone.
 */
const suite: Suite = {
  block: "information-mediator",
  specification: "1.1: Configuration 1.0.1, Directory 1.0, PubSub 2.0.0",
  checks: [
    ...listConfigChecks,
    ...createConfigChecks,
    ...updateConfigChecks,
    ...replaceConfigChecks,
    ...statusChecks,
    ...getAllowedChecks,
    ...setAllowedChecks,
    ...setDeniedChecks,
    ...listClientsChecks,
    ...listMethodsChecks,
    ...allowedMethodsChecks,
    ...getOpenApiChecks,
    ...callChecks,
    ...callRefusalChecks,
    ...createTypeChecks,
    ...listTypesChecks,
    ...getTypeChecks,
    ...deleteTypeChecks,
    ...publishChecks,
    ...statusOfEventChecks,
    ...deleteEventChecks,
    ...addSubChecks,
    ...listSubChecks,
    ...getSubChecks,
    ...patchSubChecks,
    ...deleteSubChecks,
    ...pullChecks,
    ...confirmChecks,
    ...deliverChecks,
  ],
};

export default suite;
