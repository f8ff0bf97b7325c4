import { verifyChain } from "../../reference/consent/verify-chain.ts";
import type { Caller } from "./call.ts";
import { Journal } from "./journal.ts";
import type { Random } from "./random.ts";
import type { World, Write } from "./world.ts";

const AGREEMENT = "kills";
const RECORDS = "/service/individual/record/consent-record/";
const PAGE = 1000;

const POLICY = { name: "Privacy", url: "https://gov.example/privacy" };

const SEED = {
  policies: [{ ...POLICY, id: "policy", version: "0" }],
  dataAgreements: [
    {
      ...{ id: AGREEMENT, version: "1", purpose: "To be killed", lawfulBasis: "consent" },
      ...{ dpia: "none", active: true, forgettable: true, policy: { id: "policy" } },
    },
  ],
};

/**
 * Eight clients that each make individuals, have them consent, withdraw and be forgotten, and change a policy of their own.
 * In the file the chain of all Revisions must hold at any time.
 */
export function createConsentWorld(): World {
  const journal = new Journal();
  const people = new Map<number, string[]>();
  /** The id of each individual's record, as far as it was acknowledged. */
  const records = new Map<string, string>();
  let turn = 0;
  return {
    block: "consent",
    seed: SEED,
    file: "consent.sqlite",
    journal,
    nextWrite: (client, random) => {
      turn += 1;
      const own = people.get(client) ?? [];
      people.set(client, own);
      const person = own.length === 0 || random.chance(0.2) ? undefined : random.pick(own);
      if (person === undefined) return createPerson(own, `p${client}-${turn}`);
      if (random.chance(0.2)) return changePolicy(journal, client, turn);
      return changeWord(journal, records, person, random);
    },
    inspect: async (caller) => {
      const state = new Map<string, string>();
      for (const { id } of await all(caller, "/service/individuals/", "individuals"))
        state.set(`person/${id}`, id);
      for (const { id, version } of await all(caller, "/config/policies/", "policies"))
        if (id !== "policy") state.set(`policy/${id}`, String(version));
      const found = await all(caller, "/service/verification/consent-records/", "consentRecords");
      records.clear();
      for (const { id, individual, optIn } of found) {
        const person = (individual as { id: string }).id;
        records.set(person, id);
        state.set(`record/${person}`, String(optIn));
      }
      return { state, complaints: [] };
    },
    inspectFile: (file) => {
      const verdict = verifyChain(file);
      return verdict.ok ? [] : [`the chain of Revisions breaks at ${verdict.brokenAt}`];
    },
  };
}

function createPerson(own: string[], id: string): Write {
  return {
    ...{ key: `person/${id}`, after: id, status: 200 },
    ...{ method: "POST", path: "/service/individual/", body: { individual: { id } } },
    done: () => void own.push(id),
  };
}

function changePolicy(journal: Journal, client: number, turn: number): Write {
  const id = `policy-${client}`;
  const version = String(turn);
  const isNew = journal.value(`policy/${id}`) === undefined;
  return {
    ...{ key: `policy/${id}`, after: version, status: 200 },
    ...{ method: isNew ? "POST" : "PUT", path: isNew ? "/config/policy/" : `/config/policy/${id}/` },
    body: { policy: { ...POLICY, id, version } },
  };
}

/** Consents, or changes what was said, or has it forgotten. */
function changeWord(journal: Journal, records: Map<string, string>, person: string, random: Random): Write {
  const key = `record/${person}`;
  const headers = { "X-ConsentBB-IndividualId": person };
  const record = records.get(person);
  const said = journal.value(key);
  if (said === undefined || record === undefined)
    return {
      ...{ key, after: "any", status: 200, method: "POST", headers },
      path: `/service/individual/record/data-agreement/${AGREEMENT}/?individualId=${person}`,
      stored: (body) => {
        const { id, optIn } = (body as { consentRecord: { id: string; optIn: boolean } }).consentRecord;
        records.set(person, id);
        return String(optIn);
      },
    };
  if (random.chance(0.3))
    return {
      ...{ key, after: undefined, status: 200, headers },
      ...{ method: "DELETE", path: "/service/individual/record/" },
      done: () => void records.delete(person),
    };
  const optIn = said === "false";
  return {
    ...{ key, after: String(optIn), status: 200, headers },
    ...{ method: "PUT", path: `${RECORDS}${record}/`, body: { consentRecord: { optIn } } },
  };
}

interface Listed {
  readonly id: string;
  readonly [field: string]: unknown;
}

async function all(caller: Caller, path: string, name: string): Promise<Listed[]> {
  const items: Listed[] = [];
  for (;;) {
    const page = `${path}?offset=${items.length}&limit=${PAGE}`;
    const { body } = await caller.expect({ method: "GET", path: page }, 200);
    const found = body[name] as Listed[];
    items.push(...found);
    if (found.length < PAGE) return items;
  }
}
