import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { refreshReferenceImage } from "../../../lab/images/reference-image.ts";
import { programPath } from "../../../lab/places.ts";
import { provideSoftware, type SoftwareImage } from "../../../lab/software/software-image.ts";
import { type CliRun, runCli } from "../../run-cli.ts";
import { useLab } from "../pulumi-stack.ts";
import { deleteNamespace, openLabApi } from "../running-lab.ts";

/** A stack with a database `db` and, so that there is something to check, a registry. */
export interface DatabaseDrill {
  /** Runs a command on the stack; backups are in a folder of the drill's own. */
  country(command: string, ...args: string[]): Promise<CliRun>;
  /** Makes the profile ask for a release of the database's product. */
  asking(version: string): void;
  /** Runs a command in the database's container; answers what it wrote. */
  inPod(input: string, ...command: string[]): Promise<string>;
  /** The password in the database's Secret. */
  readPassword(): Promise<string>;
  /** Deletes the namespaces. */
  wipe(): Promise<void>;
  end(): Promise<void>;
}

/** Brings up such a stack with a product of the catalog, run from an image of the lab. */
export async function startDrill(
  name: string,
  product: string,
  image: SoftwareImage,
  version?: string,
): Promise<DatabaseDrill> {
  console.info(useLab(process.env));
  console.info(`${image.reference} here: ${image.contents}`);
  await provideSoftware(image);
  await refreshReferenceImage();
  const api = openLabApi();
  const folder = mkdtempSync(join(tmpdir(), "country-stack-database-"));
  const profile = join(folder, "country.yaml");
  const asking = (release?: string) => writeFileSync(profile, profileOf(name, product, release));
  asking(version);
  const country = (command: string, ...args: string[]): Promise<CliRun> => {
    const option = { backup: "--to", restore: "--to", up: "--backup-to" }[command];
    const place = option === undefined ? [] : [option, join(folder, "backups")];
    const target = ["--target", "cluster", "--data", join(folder, "data")];
    return runCli([command, profile, ...args, ...place, ...target], {
      env: { COUNTRY_STACK_BACKUP_PASSPHRASE: "the drill's own passphrase" },
    });
  };
  await country("down", "--delete-data");
  const { code, stderr } = await country("up", "--yes", "--skip-checks");
  if (code !== 0) throw new Error(`the drill's stack does not come up: ${stderr}`);
  return {
    country,
    asking,
    inPod: async (input, ...command) => {
      const args = ["exec", "--stdin", "db-0", "--namespace", `${name}-db`, "--container", product, "--"];
      return (await execa(programPath("kubectl"), [...args, ...command], { input })).stdout;
    },
    readPassword: async () => {
      const { body } = await api.request("GET", `/api/v1/namespaces/${name}-db/secrets/db-credentials`);
      return Buffer.from(body.data.password, "base64").toString("utf8");
    },
    wipe: async () => {
      await Promise.all(["db", "civil"].map((part) => deleteNamespace(api, `${name}-${part}`)));
    },
    end: async () => {
      await country("down", "--delete-data");
      rmSync(folder, { recursive: true, force: true });
      api.close();
    },
  };
}

function profileOf(name: string, product: string, version?: string): string {
  const release = version === undefined ? "" : `, version: "${version}"`;
  return `apiVersion: country-stack/v1alpha1
name: ${name}
country: { name: Utopia, code: XU, currency: XTS }
domain: utopia.example
organizations:
  interior: { name: Ministry of the Interior, class: GOV, code: "70001" }
blocks:
  digital-registries: { parts: { civil: reference } }
  cloud-infrastructure: { parts: { db: { product: ${product}${release} } } }
`;
}
