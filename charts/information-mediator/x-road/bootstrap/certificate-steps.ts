import { type BootstrapStep, FinalError } from "../../../spi/index.ts";
import { memberId, type ServerSetup } from "../settings.ts";
import { subjectFields } from "./subject-fields.ts";
import { type KeyUse, readToken, SOFTWARE_TOKEN, type TokenCertificate, type TokenKey } from "./token.ts";
import { developmentOf, segment, type World } from "./world.ts";

const WORDS: Readonly<Record<KeyUse, "authentication" | "signing">> = {
  AUTHENTICATION: "authentication",
  SIGNING: "signing",
};

/** A key with a request for a certificate, or already with one. */
export function keyStep(world: World, server: ServerSetup, use: KeyUse): BootstrapStep {
  return {
    id: `${WORDS[use]}-key-${server.organization}`,
    title: `the ${WORDS[use]} key of the security server of ${server.organization}`,
    isDone: async (stop) => {
      const key = await findKey(world, server, use, stop);
      return key !== undefined && !isEmpty(key);
    },
    run: async (stop) => {
      const asked = await requestBody(world, server, use, stop);
      const left = await findKey(world, server, use, stop);
      const api = world.apiOf(server);
      if (left !== undefined && isEmpty(left)) {
        await api.send("POST", `/keys/${segment(left.id)}/csrs`, { json: asked }, stop);
        return;
      }
      const json = { key_label: WORDS[use], csr_generate_request: asked };
      await api.send("POST", `/tokens/${SOFTWARE_TOKEN}/keys-with-csrs`, { json }, stop);
    },
  };
}

/** The certificate of that key: signed by the test authority, by ACME, or by people. */
export function certificateStep(world: World, server: ServerSetup, use: KeyUse): BootstrapStep {
  const word = WORDS[use];
  let isShown = false;
  return {
    id: `${word}-certificate-${server.organization}`,
    title: `the ${word} certificate of the security server of ${server.organization}`,
    isDone: async (stop) => (await findCertificate(world, server, use, stop)) !== undefined,
    run: async (stop) => {
      const { membership } = world.setup;
      if (membership?.authority.acme === true)
        throw new Error(`waiting for ${membership.authority.name} to answer the order by ACME`);
      const request = await readRequest(world, server, use, stop);
      const given =
        membership === undefined ? await sign(world, request, use, stop) : server.certificates?.[word];
      if (given === undefined) {
        if (!isShown) showRequest(world, server, word, request);
        isShown = true;
        throw new Error(
          `waiting for the ${word} certificate: have the request above signed, and write it into the profile as ` +
            `member.servers.${server.organization}.certificates.${word}`,
        );
      }
      await world.apiOf(server).send("POST", "/token-certificates", { bytes: Buffer.from(given) }, stop);
    },
  };
}

/** The member's certificate is active. X-Road makes it so at the import, unless OCSP said nothing then. */
export function activeStep(world: World, server: ServerSetup, use: KeyUse): BootstrapStep {
  return {
    id: `${WORDS[use]}-active-${server.organization}`,
    title: `the ${WORDS[use]} certificate of ${server.organization} is active`,
    isDone: async (stop) => (await findCertificate(world, server, use, stop))?.active === true,
    run: async (stop) => {
      const found = await findCertificate(world, server, use, stop);
      const path = `/token-certificates/${found?.certificate_details.hash}/activate`;
      await world.apiOf(server).send("PUT", path, undefined, stop);
    },
  };
}

/** The certificate of the server's key for that use, if it has one. */
export async function findCertificate(
  world: World,
  server: ServerSetup,
  use: KeyUse,
  stop: AbortSignal,
): Promise<TokenCertificate | undefined> {
  const key = await findKey(world, server, use, stop);
  return key?.certificates.find(({ active }) => active) ?? key?.certificates[0];
}

const isEmpty = (key: TokenKey): boolean =>
  key.certificates.length === 0 && key.certificate_signing_requests.length === 0;

/** The key by what it is for and whose it is, never by its label; of several one with a certificate, then a request. */
async function findKey(
  world: World,
  server: ServerSetup,
  use: KeyUse,
  stop: AbortSignal,
): Promise<TokenKey | undefined> {
  const owner = memberId(world.setup, server);
  const isOwned = (key: TokenKey) =>
    use === "AUTHENTICATION" ||
    isEmpty(key) ||
    [...key.certificates, ...key.certificate_signing_requests].some(({ owner_id }) => owner_id === owner);
  const keys = (await readToken(world.apiOf(server), stop))?.keys ?? [];
  const isFor = (key: TokenKey) =>
    key.usage === undefined ? isEmpty(key) : key.usage === use && isOwned(key);
  const fitting = keys.filter(isFor);
  return (
    fitting.find((key) => key.certificates.length > 0) ?? fitting.find((key) => !isEmpty(key)) ?? fitting[0]
  );
}

async function requestBody(world: World, server: ServerSetup, use: KeyUse, stop: AbortSignal) {
  const { membership } = world.setup;
  const authority = membership?.authority.name ?? developmentOf(world.setup).authority.name;
  return {
    key_usage_type: use,
    ca_name: authority,
    csr_format: await formatOf(world, server, authority, stop),
    ...(use === "SIGNING" ? { member_id: memberId(world.setup, server) } : {}),
    subject_field_values: await subjectFields(world, server, use, authority, stop),
    ...(membership?.authority.acme === true ? { acme_order: true } : {}),
  };
}

/** The form of requests that the instance prescribes for the authority; another one is refused. */
async function formatOf(world: World, server: ServerSetup, authority: string, stop: AbortSignal) {
  type Authority = { readonly name: string; readonly default_csr_format?: "PEM" | "DER" };
  const all = await world.apiOf(server).read<readonly Authority[]>("/certificate-authorities", stop);
  return all?.find(({ name }) => name === authority)?.default_csr_format ?? "DER";
}

async function readRequest(
  world: World,
  server: ServerSetup,
  use: KeyUse,
  stop: AbortSignal,
): Promise<Buffer> {
  const key = await findKey(world, server, use, stop);
  const [request] = key?.certificate_signing_requests ?? [];
  if (key === undefined || request === undefined)
    throw new FinalError(`the ${WORDS[use]} key has neither a request nor a certificate any more`);
  const path = `/keys/${segment(key.id)}/csrs/${segment(request.id)}?csr_format=PEM`;
  return world.apiOf(server).download(path, stop);
}

async function sign(world: World, request: Buffer, use: KeyUse, stop: AbortSignal): Promise<string> {
  const url = `${developmentOf(world.setup).authority.signUrl}/${WORDS[use]}`;
  const { status, body } = await world.ask({ method: "POST", url, body: request }, stop);
  if (status !== 200)
    throw new Error(`the test authority answered ${status}: ${body.toString("utf8").trim()}`);
  return body.toString("utf8");
}

/** A request is no secret: it holds a public key, a name, and nothing else. */
function showRequest(world: World, server: ServerSetup, word: string, request: Buffer): void {
  world.tell(
    `the request for the ${word} certificate of ${server.organization}, for your certificate authority:`,
  );
  for (const line of request.toString("utf8").trim().split("\n")) world.tell(line.trim());
}
