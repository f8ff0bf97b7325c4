import { describe, expect, it } from "vitest";
import { askedSecrets } from "../../constructs/asked-secret.ts";
import { synthStack } from "../../constructs/synth.ts";
import { productStack } from "../../test/product-profile.ts";
import { products } from "../catalog.ts";

const found = ["mysql", "mariadb"].map((id) => {
  const product = products.find((each) => each.id === id && each.platform !== undefined);
  if (product === undefined) throw new Error(id);
  return [id, product] as const;
});

describe.each(found)("a server of %s", (id, product) => {
  async function made() {
    const manifests = await synthStack(productStack(product));
    const [secret] = askedSecrets(manifests);
    const sql = secret?.values["init.sql"];
    if (sql?.generate !== "template") throw new Error("no statements");
    const server = manifests.find(({ object }) => object.kind === "StatefulSet")?.object;
    const spec = server?.["spec"] as {
      template: { spec: { initContainers: { command: string[] }[]; containers: { command: string[] }[] } };
    };
    return { secret, statements: sql.text.trimEnd().split("\n"), pod: spec.template.spec };
  }

  it("gives every root that there is the password of the Secret, before anybody can connect", async () => {
    const { secret, statements, pod } = await made();
    const given = statements.filter((line) => line.startsWith("ALTER USER"));
    expect(given.map((line) => line.replace(/ IDENTIFIED BY '\{\{password\}\}';$/, ""))).toEqual([
      "ALTER USER 'root'@'%'",
      "ALTER USER 'root'@'localhost'",
    ]);
    expect(secret?.rotatable).toBe(true);
    expect(pod.containers[0]?.command).toContain("--init-file=/run/secrets/country-stack/init.sql");
  });

  it("runs one statement a line, as both servers want it", async () => {
    const { statements } = await made();
    expect(statements.filter((line) => !/^[^;]+;$/.test(line))).toEqual([]);
  });

  it("takes data for whole only where they were moved to their place", async () => {
    const { pod } = await made();
    const [script = ""] = pod.initContainers.map(({ command }) => command.at(-1) ?? "");
    const lines = script.trim().split("\n");
    expect(lines[1]).toBe("[ ! -d /var/lib/mysql/data/mysql ] || exit 0");
    expect(lines[2]).toBe("rm -rf /var/lib/mysql/data.new");
    expect(lines[3]).toContain("--datadir=/var/lib/mysql/data.new");
    expect(lines[4]).toBe("mv /var/lib/mysql/data.new /var/lib/mysql/data");
  });

  it("has no user without a password", async () => {
    const { statements } = await made();
    // MariaDB makes roots for loopback and for the pod's name; MySQL makes one for localhost alone.
    const removed = statements.filter((line) => line.startsWith("DELETE FROM mysql.global_priv"));
    expect(removed).toHaveLength(id === "mariadb" ? 1 : 0);
    expect(removed.every((line) => line.includes("Host NOT IN ('localhost', '%')"))).toBe(true);
  });
});
