/** The version of this package and so of the reference products that it carries. */
export const OWN_VERSION = "0.1.0";

/** Our own image: it runs references, bootstrap jobs, adapters, the call-back sink and the sandbox reaper. */
export const OWN_IMAGE = `country-stack/reference:${OWN_VERSION}`;
