import { OWN_IMAGE } from "../../charts/own-image.ts";

const family = "localhost/country-stack-lab";

/** The image that holds a pod's namespaces open. */
export const pauseImage = `${family}/pause:1`;
/** A shell and small tools in one static program, for helper pods and tests. */
export const busyboxImage = `${family}/busybox:1`;
/** Node with no program in it: the ground of images that carry our own servers. */
export const nodeImage = `${family}/node:24`;
/** Our own image, by the name that the kubelet makes of the one in our charts. */
export const referenceImage = `docker.io/${OWN_IMAGE}`;
