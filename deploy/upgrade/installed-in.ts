import type { Change } from "../engine.ts";
import type { InstalledRelease } from "./judge-jumps.ts";

/** The releases that the objects of each part were labelled with when they were applied last. Pure. */
export function installedIn(changes: readonly Change[]): InstalledRelease[] {
  const releases = changes.flatMap(({ part, before }): InstalledRelease[] => {
    const labels = before?.metadata.labels ?? {};
    const [product, release] = [labels["country-stack/product"], labels["app.kubernetes.io/version"]];
    return product === undefined || release === undefined ? [] : [{ part, product, release }];
  });
  return releases.filter((one, index) => releases.findIndex(({ part }) => part === one.part) === index);
}
