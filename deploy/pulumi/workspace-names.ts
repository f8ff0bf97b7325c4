/** The one Pulumi project; each stack of ours is a Pulumi stack of it. */
export const PROJECT = "country-stack";
/** The name of the one provider resource of a stack. */
export const PROVIDER_NAME = "cluster";
