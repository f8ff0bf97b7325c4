/** The types of endpoints that one transfer needs, as central-ledger's seeds have them. */
const ENDPOINT_TYPES = [
  "FSPIOP_CALLBACK_URL_PARTICIPANT_PUT",
  "FSPIOP_CALLBACK_URL_PARTICIPANT_PUT_ERROR",
  "FSPIOP_CALLBACK_URL_PARTIES_GET",
  "FSPIOP_CALLBACK_URL_PARTIES_PUT",
  "FSPIOP_CALLBACK_URL_PARTIES_PUT_ERROR",
  "FSPIOP_CALLBACK_URL_QUOTES",
  "FSPIOP_CALLBACK_URL_TRANSFER_POST",
  "FSPIOP_CALLBACK_URL_TRANSFER_PUT",
  "FSPIOP_CALLBACK_URL_TRANSFER_ERROR",
];

/** A participant's account in the fake ledger. */
export interface FakeAccount {
  readonly id: number;
  readonly ledgerAccountType: string;
  readonly currency: string;
  isActive: boolean;
  value: number;
}

/** A participant of the fake ledger. */
export interface FakeParticipant {
  readonly accounts: FakeAccount[];
  limit: number | undefined;
  readonly endpoints: Record<string, string>;
}

/** All that the bootstrap brings about in central-ledger. */
export interface LedgerState {
  readonly participants: Record<string, FakeParticipant>;
  readonly models: Record<string, unknown>;
  /** Deposits by their id. */
  readonly deposits: Record<string, { readonly name: string; readonly amount: number }>;
}

/** What a service answers. */
export interface FakeAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** A ledger right after its migrations: the hub, and nobody else. */
export function emptyLedger(): LedgerState {
  return {
    participants: { Hub: { accounts: [], limit: undefined, endpoints: {} } },
    models: {},
    deposits: {},
  };
}

/** An error as Mojaloop answers it. */
export function refusal(status: number, errorCode: string, errorDescription: string): FakeAnswer {
  return { status, body: { errorInformation: { errorCode, errorDescription } } };
}

type Body = Readonly<Record<string, unknown>>;

/**
 * The administration of central-ledger 19.5.5 as far as the bootstrap asks it, with the statuses that were seen: 400
 * or 500 for what is there already, 400 for an unknown participant and 500 for whatever is below one. `settle` is
 * called for what the ledger books later.
 */
export function ledgerAnswer(
  state: LedgerState,
  method: string,
  path: string,
  body: Body,
  settle: (book: () => void) => void,
): FakeAnswer | undefined {
  if (method === "GET" && path === "/participants") {
    const all = Object.entries(state.participants);
    return { status: 200, body: all.map(([name, { accounts }]) => ({ name, isActive: 1, accounts })) };
  }
  if (method === "POST" && path === "/participants") return addParticipant(state, body);
  if (path === "/settlementModels") return settlementModels(state, method, body);
  const [, name = "", rest = ""] = /^\/participants\/(\w+)(\/.*)?$/.exec(path) ?? [];
  if (name === "") return undefined;
  const participant = state.participants[name];
  if (participant === undefined) {
    return rest === ""
      ? refusal(400, "3200", "Generic ID not found")
      : refusal(500, "2001", "Participant does not exist");
  }
  if (name === "Hub" && method === "POST" && rest === "/accounts") return addHubAccount(state, body);
  return participantAnswer(state, name, participant, `${method} ${rest}`, body, settle);
}

function participantAnswer(
  state: LedgerState,
  name: string,
  participant: FakeParticipant,
  request: string,
  body: Body,
  settle: (book: () => void) => void,
): FakeAnswer | undefined {
  // Positions are made with the first limit; before it, there seem to be no accounts.
  const hasPositions = name === "Hub" || participant.limit !== undefined;
  if (request === "GET /accounts") return { status: 200, body: hasPositions ? participant.accounts : [] };
  if (request.endsWith(" /endpoints")) return endpoints(participant, request, body);
  if (/^GET \/limits\?currency=[A-Z]{3}$/.test(request)) {
    const { limit } = participant;
    return {
      status: 200,
      body: limit === undefined ? [] : [{ limit: { type: "NET_DEBIT_CAP", value: limit } }],
    };
  }
  if (request === "POST /initialPositionAndLimits") return setFirstLimit(participant, body);
  return accountAnswer(state, name, participant, request, body, settle);
}

/** One account of a participant: a deposit, or whether it is active. */
function accountAnswer(
  state: LedgerState,
  name: string,
  participant: FakeParticipant,
  request: string,
  body: Body,
  settle: (book: () => void) => void,
): FakeAnswer | undefined {
  const [, method, id] = /^(POST|PUT) \/accounts\/(\d+)$/.exec(request) ?? [];
  const account = participant.accounts.find((each) => each.id === Number(id));
  if (account === undefined) return undefined;
  if (method === "POST") return deposit(state, name, account, body, settle);
  if (account.ledgerAccountType !== "POSITION") {
    return refusal(400, "3100", "only position account update is permitted");
  }
  account.isActive = body["isActive"] === true;
  return { status: 200 };
}

function addParticipant(state: LedgerState, body: Body): FakeAnswer {
  const { name, currency } = body as { name: string; currency: string };
  const hub = state.participants["Hub"]?.accounts.filter((account) => account.currency === currency) ?? [];
  if (hub.length < 2)
    return refusal(400, "3003", "Hub reconciliation account for the specified currency does not exist");
  if (Object.keys(state.models).length === 0) return refusal(400, "6000", "Settlement model not found");
  const participant = state.participants[name] ?? { accounts: [], limit: undefined, endpoints: {} };
  state.participants[name] = participant;
  if (participant.accounts.some((account) => account.currency === currency)) {
    return refusal(400, "3000", "Participant currency has already been registered");
  }
  for (const ledgerAccountType of ["POSITION", "SETTLEMENT"]) {
    participant.accounts.push({
      id: nextAccountId(state),
      ledgerAccountType,
      currency,
      isActive: false,
      value: 0,
    });
  }
  return { status: 201 };
}

function nextAccountId(state: LedgerState): number {
  return Object.values(state.participants).flatMap(({ accounts }) => accounts).length + 1;
}

function addHubAccount(state: LedgerState, body: Body): FakeAnswer {
  const { type, currency } = body as { type: string; currency: string };
  const { accounts } = state.participants["Hub"] as FakeParticipant;
  if (type !== "HUB_RECONCILIATION" && type !== "HUB_MULTILATERAL_SETTLEMENT") {
    return refusal(400, "3003", "Account type is not supported");
  }
  if (accounts.some((account) => account.ledgerAccountType === type && account.currency === currency)) {
    return refusal(400, "3003", "Hub account has already been registered");
  }
  accounts.push({ id: nextAccountId(state), ledgerAccountType: type, currency, isActive: true, value: 0 });
  return { status: 201 };
}

function settlementModels(state: LedgerState, method: string, body: Body): FakeAnswer | undefined {
  if (method === "GET") return { status: 200, body: Object.values(state.models) };
  if (method !== "POST") return undefined;
  const name = String(body["name"]);
  if (state.models[name] !== undefined) return refusal(400, "3000", "Settlement Model already exists");
  state.models[name] = body;
  return { status: 201 };
}

function endpoints(participant: FakeParticipant, request: string, body: Body): FakeAnswer {
  if (request.startsWith("GET")) {
    const all = Object.entries(participant.endpoints);
    return { status: 200, body: all.map(([type, value]) => ({ type, value })) };
  }
  const { type, value } = body as { type: string; value: string };
  if (!ENDPOINT_TYPES.includes(type)) return refusal(500, "2001", "Endpoint type not found");
  participant.endpoints[type] = value;
  return { status: 201 };
}

function setFirstLimit(participant: FakeParticipant, body: Body): FakeAnswer {
  if (participant.limit !== undefined)
    return refusal(500, "2001", "Participant Limit or Initial Position already set");
  participant.limit = Number((body["limit"] as { value: number }).value);
  for (const account of participant.accounts) account.isActive = true;
  return { status: 201 };
}

function deposit(
  state: LedgerState,
  name: string,
  account: FakeAccount,
  body: Body,
  settle: (book: () => void) => void,
): FakeAnswer {
  if (account.ledgerAccountType !== "SETTLEMENT")
    return refusal(500, "2001", "Account is not SETTLEMENT type!");
  const id = String(body["transferId"]);
  const { amount } = body["amount"] as { amount: number };
  settle(() => {
    if (state.deposits[id] !== undefined) return;
    state.deposits[id] = { name, amount };
    account.value -= amount;
    const hub = state.participants["Hub"]?.accounts.find(
      (each) => each.ledgerAccountType === "HUB_RECONCILIATION",
    );
    if (hub !== undefined) hub.value += amount;
  });
  return { status: 202 };
}
