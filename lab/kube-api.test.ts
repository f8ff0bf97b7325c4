import { expect, test } from "vitest";
import { readAccess } from "./kube-api.ts";

const config = (user: object) =>
  JSON.stringify({
    "current-context": "here",
    contexts: [{ name: "here", context: { cluster: "c", user: "u" } }],
    clusters: [
      { name: "c", cluster: { server: "https://127.0.0.1:6443/", "certificate-authority-data": btoa("ca") } },
    ],
    users: [{ name: "u", user }],
  });

test("a kubeconfig gives the server and the keys of its current context", () => {
  const user = { "client-certificate-data": btoa("cert"), "client-key-data": btoa("key") };
  expect(readAccess(config(user))).toEqual({
    server: "https://127.0.0.1:6443",
    ca: "ca",
    cert: "cert",
    key: "key",
  });
});

test("a context that is not there is an error that says so", () => {
  expect(() => readAccess(config({ token: "t" }), "elsewhere")).toThrow("names no cluster");
});

test("keys that another program would have to get are refused", () => {
  expect(() => readAccess(config({ exec: { command: "get-token" } }))).toThrow("not supported");
});
