import { X509Certificate } from "node:crypto";
import { type BootstrapStep, FinalError } from "../../../spi/index.ts";
import { centralOf, developmentOf, type World } from "./world.ts";

/**
 * How X-Road fills the subjects of certificates in the test instance: as upstream's own test of a whole instance does
 * it. Certificates say country FI, whatever the country.
 */
const PROFILE = "ee.ria.xroad.common.certificateprofile.impl.FiVRKCertificateProfileInfoProvider";

/** The authority whose certificates the instance accepts, its OCSP responder, and its time stamps. */
export function trustSteps(world: World): BootstrapStep[] {
  const { name, statusUrl, timeUrl } = developmentOf(world.setup).authority;
  const certificate = (which: "ca" | "ocsp" | "tsa", stop: AbortSignal) =>
    readCertificate(world, which, stop);
  const responders = async (stop: AbortSignal) => {
    const id = await findAuthority(world, stop);
    return id === undefined ? undefined : `/certification-services/${id}/ocsp-responders`;
  };
  const has = async (path: string | undefined, url: string, stop: AbortSignal) => {
    const all = path === undefined ? [] : await centralOf(world).read<readonly { url: string }[]>(path, stop);
    return all?.some((each) => each.url === url) === true;
  };
  return [
    {
      id: "authority",
      title: `the certificates of ${name} are accepted`,
      isDone: async (stop) => (await findAuthority(world, stop)) !== undefined,
      run: async (stop) => {
        const form = {
          certificate: { name: "ca.pem", bytes: await certificate("ca", stop) },
          certificate_profile_info: PROFILE,
          tls_auth: "false",
          default_csr_format: "DER",
        };
        await centralOf(world).send("POST", "/certification-services", { form }, stop);
      },
    },
    {
      id: "ocsp-responder",
      title: "the authority's OCSP responder",
      isDone: async (stop) => has(await responders(stop), statusUrl, stop),
      run: async (stop) => {
        const file = { name: "ocsp.pem", bytes: await certificate("ocsp", stop) };
        const form = { url: statusUrl, cost_type: "FREE", certificate: file };
        await centralOf(world).send("POST", (await responders(stop)) ?? "", { form }, stop);
      },
    },
    {
      id: "time-stamps",
      title: "the authority's time stamps",
      isDone: (stop) => has("/timestamping-services", timeUrl, stop),
      run: async (stop) => {
        // Without a certificate it is accepted too, and every time stamp fails.
        const file = { name: "tsa.pem", bytes: await certificate("tsa", stop) };
        const form = { url: timeUrl, cost_type: "FREE", certificate: file };
        await centralOf(world).send("POST", "/timestamping-services", { form }, stop);
      },
    },
  ];
}

/** The number of the authority. X-Road takes the same one twice, and one of the same name with another key. */
async function findAuthority(world: World, stop: AbortSignal): Promise<number | undefined> {
  const { name } = developmentOf(world.setup).authority;
  const central = centralOf(world);
  const all = await central.read<readonly { id: number; name: string }[]>("/certification-services", stop);
  const named = (all ?? []).filter((each) => each.name === name);
  if (named.length === 0) return undefined;
  const own = new X509Certificate(await readCertificate(world, "ca", stop)).fingerprint256;
  for (const { id } of named) {
    const path = `/certification-services/${id}/certificate`;
    const { hash = "" } = (await central.read<{ hash?: string }>(path, stop)) ?? {};
    if (plainHash(hash) === plainHash(own)) return id;
  }
  throw new FinalError(
    `the instance accepts another ${name}: the authority's Secret is not the one it began with`,
  );
}

/** A SHA-256 without what stands between its bytes. */
const plainHash = (text: string): string => text.replace(/[^0-9a-f]/gi, "").toUpperCase();

async function readCertificate(
  world: World,
  which: "ca" | "ocsp" | "tsa",
  stop: AbortSignal,
): Promise<Uint8Array> {
  const url = `${developmentOf(world.setup).authority.signUrl}/${which}.pem`;
  const { status, body } = await world.ask({ method: "GET", url }, stop);
  if (status !== 200) throw new Error(`the test authority answered ${status}`);
  return body;
}
