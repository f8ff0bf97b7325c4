import { describe, expect, it } from "vitest";
import { diffConfiguration } from "./configuration.ts";

function kubeconfig(server: string, token: string): string {
  return JSON.stringify({
    "current-context": "lab",
    contexts: [{ name: "lab", context: { cluster: "lab", user: "admin" } }],
    clusters: [{ name: "lab", cluster: { server } }],
    users: [{ name: "admin", user: { token } }],
  });
}

const settings = { kubeconfig: kubeconfig("https://a", "1"), clusterIdentifier: "uid-1" };

describe("the provider's configuration", () => {
  it("is the same in another writing, and with another version of the plug-in", () => {
    const written = JSON.stringify(JSON.parse(settings.kubeconfig), null, 2);
    expect(diffConfiguration({ ...settings, version: "1" }, { ...settings, kubeconfig: written })).toEqual(
      [],
    );
  });

  it("is updated by new credentials, and by another address of the same cluster", () => {
    const updated = [{ path: ["kubeconfig"], kind: "update", replaces: false }];
    const token = { ...settings, kubeconfig: kubeconfig("https://a", "2") };
    const address = { ...settings, kubeconfig: kubeconfig("https://b", "1") };
    expect(diffConfiguration(settings, token)).toEqual(updated);
    expect(diffConfiguration(settings, address)).toEqual(updated);
  });

  it("is another one with another cluster identifier", () => {
    expect(diffConfiguration(settings, { ...settings, clusterIdentifier: "uid-2" })).toEqual([
      { path: ["clusterIdentifier"], kind: "update", replaces: true },
    ]);
  });

  it("is another one with another cluster, where no identifier says which it is", () => {
    const guess = (server: string, token: string) => ({ kubeconfig: kubeconfig(server, token) });
    const replaces = (server: string, token: string) =>
      diffConfiguration(guess("https://a", "1"), guess(server, token)).map((one) => one.replaces);
    expect(replaces("https://a", "2")).toEqual([false]);
    expect(replaces("https://b", "1")).toEqual([true]);
  });

  it("names every setting that was added, removed or changed", () => {
    const before = { ...settings, namespace: "a", enablePatchForce: "false" };
    const after = { ...settings, context: "lab", enablePatchForce: "true" };
    expect(diffConfiguration(before, after).map(({ path, kind }) => [path[0], kind])).toEqual([
      ["context", "add"],
      ["enablePatchForce", "update"],
      ["namespace", "delete"],
    ]);
  });
});
