import { expect, test } from "vitest";
import { parseImage } from "./image-reference.ts";
import { mirror } from "./mirror.ts";

test.each([
  ["busybox:1.37.0", { registry: "docker.io", repository: "library/busybox", tag: "1.37.0" }],
  ["docker.io/busybox", { host: "docker.io", registry: "docker.io", repository: "library/busybox" }],
  ["index.docker.io/a/b:1", { host: "index.docker.io", registry: "docker.io", repository: "a/b", tag: "1" }],
  ["a/b:1", { registry: "docker.io", repository: "a/b", tag: "1" }],
  ["localhost/a:1", { host: "localhost", registry: "localhost", repository: "a", tag: "1" }],
  ["here:5000/a/b/c:1.0-x", { host: "here:5000", registry: "here:5000", repository: "a/b/c", tag: "1.0-x" }],
  ["quay.io/a/b@d", { host: "quay.io", registry: "quay.io", repository: "a/b", digest: "d" }],
  ["here:5000/a:2@d", { host: "here:5000", registry: "here:5000", repository: "a", tag: "2", digest: "d" }],
])("%s", (reference, expected) => {
  expect(parseImage(reference)).toEqual(expected);
});

test.each([
  ["docker.io/library/busybox:1", undefined, "docker.io/library/busybox:1@DIGEST"],
  ["docker.io/library/busybox:1", "here:5000/dpi", "here:5000/dpi/library/busybox:1@DIGEST"],
  ["busybox:1", "here", "here/busybox:1"],
])("%s from %s is installed as %s", (reference, registry, installed) => {
  const digests = { "docker.io/library/busybox:1": "DIGEST" };
  expect(mirror({ images: { registry, digests } })(reference)).toBe(installed);
});
