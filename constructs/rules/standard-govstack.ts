import type { Control } from "./standards.ts";

/** GovStack's packaging rules, in its order. */
export const GOVSTACK: readonly Control[] = [
  {
    id: "oci-images",
    title: "OCI images and a Helm 3 chart",
    note: "the images; a product here is made of manifests of ours or of upstream's own chart, and `synth` writes plain manifests, no chart",
  },
  { id: "own-database", title: "It brings its own database" },
  {
    id: "small-scale",
    title: "The default is of a small scale",
    undecided:
      "the rule gives no number; a profile that names no size has the smallest, `demo`, and `plan` adds up what it asks for",
  },
  { id: "basic-kinds", title: "Only basic kinds of Kubernetes objects" },
  { id: "own-namespace", title: "One namespace, whose name can be chosen" },
  { id: "no-cluster-control", title: "No custom controllers and no control of the cluster" },
  { id: "nothing-exposed", title: "Nothing is exposed by default" },
  { id: "no-internet", title: "No access to the Internet is needed" },
  {
    id: "scriptable",
    title: "The initial configuration can be scripted",
    undecided:
      "manifests do not show what a product still wants to be told by hand; here the profile is all that a part is made from, and its checks fail where that is not enough",
  },
  {
    id: "automatic",
    title: "Fully automatic deployment to a known working state",
    undecided:
      "it shows when a stack comes up: `up` asks nothing once it has begun, and waits until every part is ready",
  },
  {
    id: "basic-tests",
    title: "Basic tests that verify the deployment are included",
    undecided:
      "the tests are no objects of the stack: `test` runs the suite of each part's block, and the use cases",
  },
];
