import { describe, expect, it } from "vitest";
import type { KubeObject, Part } from "../../charts/spi/index.ts";
import { exampleStack } from "../../test/example-stack.ts";
import type { Cluster } from "./client.ts";
import { readPartHeaders } from "./part-headers.ts";

const [mediator, civil] = exampleStack().parts as [Part, Part];

/** A cluster that has this one object. */
function clusterWith(object: KubeObject | undefined): Cluster {
  const isAsked = ({ metadata }: { metadata: { name: string; namespace?: string } }) =>
    metadata.name === object?.metadata.name && metadata.namespace === object.metadata.namespace;
  const readObject: Cluster["readObject"] = async (name) =>
    isAsked(name as KubeObject) ? object : undefined;
  return { readObject } as Cluster;
}

const SECRET: KubeObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "mediator-management", namespace: "utopia-mediator" },
  data: { token: btoa("not-a-real-token") },
};

describe("readPartHeaders", () => {
  it("presents the token of a part whose product asks for one", async () => {
    expect(await readPartHeaders(clusterWith(SECRET), mediator)).toEqual({
      Authorization: "Bearer not-a-real-token",
    });
  });

  it("presents nothing to other parts, to one elsewhere, and where the Secret is not there", async () => {
    expect(await readPartHeaders(clusterWith(SECRET), civil)).toEqual({});
    const elsewhere = { ...mediator, external: { url: "https://mediator.example" } };
    expect(await readPartHeaders(clusterWith(SECRET), elsewhere)).toEqual({});
    expect(await readPartHeaders(clusterWith(undefined), mediator)).toEqual({});
  });
});
