// The one place that names the version of cdk8s-plus, so that another one is a change of this line, with the
// goldens as its proof.
export * as kplus from "cdk8s-plus-27";
