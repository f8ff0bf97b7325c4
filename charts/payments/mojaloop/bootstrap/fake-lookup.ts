import { type FakeAnswer, refusal } from "./fake-ledger.ts";

/** What account lookup and its oracle keep. */
export interface LookupState {
  readonly oracles: {
    readonly oracleId: string;
    readonly oracleIdType: string;
    readonly endpoint: { value: string };
  }[];
  /** Owners by phone number. */
  readonly owners: Record<string, string>;
}

type Body = Readonly<Record<string, unknown>>;

/** The administration of account lookup: oracles. */
export function lookupAdminAnswer(
  state: LookupState,
  method: string,
  path: string,
  body: Body,
): FakeAnswer | undefined {
  if (method === "GET" && path === "/oracles?type=MSISDN") return { status: 200, body: state.oracles };
  if (method === "POST" && path === "/oracles") {
    if (state.oracles.length > 0)
      return refusal(500, "2001", "Active oracle with matching partyIdTypeId exists");
    const { oracleIdType, endpoint } = body as { oracleIdType: string; endpoint: { value: string } };
    state.oracles.push({ oracleId: "1", oracleIdType, endpoint });
    return { status: 201 };
  }
  const [, id] = /^\/oracles\/(\d+)$/.exec(path) ?? [];
  if (method !== "DELETE" || id === undefined) return undefined;
  const at = state.oracles.findIndex(({ oracleId }) => oracleId === id);
  if (at < 0) return refusal(404, "3200", "Oracle not found");
  state.oracles.splice(at, 1);
  return { status: 204 };
}

/** Account lookup: it answers that it heard, and tells the oracle later. */
export function lookupAnswer(
  state: LookupState,
  method: string,
  path: string,
  body: Body,
  settle: (book: () => void) => void,
): FakeAnswer | undefined {
  if (method === "DELETE" && path === "/endpointcache") return { status: 202 };
  const [, party] = /^\/participants\/MSISDN\/(\d+)$/.exec(path) ?? [];
  if (method !== "POST" || party === undefined) return undefined;
  settle(() => {
    if (state.oracles.length > 0) state.owners[party] ??= String(body["fspId"]);
  });
  return { status: 202 };
}

/** The oracle of phone numbers. */
export function oracleAnswer(state: LookupState, method: string, path: string): FakeAnswer | undefined {
  const [, party] = /^\/participants\/MSISDN\/(\d+)$/.exec(path) ?? [];
  if (method !== "GET" || party === undefined) return undefined;
  const owner = state.owners[party];
  return { status: 200, body: { partyList: owner === undefined ? [] : [{ fspId: owner }] } };
}
