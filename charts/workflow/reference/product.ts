import { OWN_IMAGE, OWN_VERSION } from "../../own-image.ts";
import { defineProduct, REFERENCE_PORT, workflow } from "../../spi/index.ts";
import { configureWorkflow } from "./config.ts";
import { capabilitiesOf, workflowOptions } from "./options.ts";

/** Our small Workflow server, for development, tests and pilots (docs/products/workflow-reference.md). */
export default defineProduct({
  id: "reference",
  title: "Reference workflow",
  advice:
    "For development, tests and pilots: BPMN processes with tasks, calls, choices and timers that survive a crash",
  fills: ["workflow"],
  licence: "Apache-2.0",
  homepage: "docs/products/workflow-reference.md",
  releases: [
    {
      version: OWN_VERSION,
      images: { server: OWN_IMAGE },
      govstack: { workflow: "1.0.0" },
      upgradesFrom: [],
      load: () => import("./chart.ts"),
    },
  ],
  ports: { api: REFERENCE_PORT },
  provides: () => [{ capability: workflow(), port: "api", via: "mediator" }],
  requires: capabilitiesOf,
  options: workflowOptions,
  footprint: {
    demo: { cpu: "50m", memory: "160Mi", storage: "1Gi" },
    district: { cpu: "250m", memory: "256Mi", storage: "20Gi" },
    national: { cpu: "1", memory: "1Gi", storage: "100Gi" },
  },
  needs: [],
  maxReplicas: 1,
  conformance: {
    ...{ basePath: "", headers: {}, port: "api", emits: true },
    fixtures: { tasks: "/instances/{instanceId}/tasks", complete: "/tasks/{taskId}/complete" },
  },
  reference: configureWorkflow,
});
