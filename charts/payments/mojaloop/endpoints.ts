/** Where the hub calls a participant back: types of endpoints, and paths behind its base URL. */
const PATHS: Readonly<Record<string, string>> = {
  FSPIOP_CALLBACK_URL_PARTICIPANT_PUT: "/participants/{{partyIdType}}/{{partyIdentifier}}",
  FSPIOP_CALLBACK_URL_PARTICIPANT_PUT_ERROR: "/participants/{{partyIdType}}/{{partyIdentifier}}/error",
  FSPIOP_CALLBACK_URL_PARTIES_GET: "/parties/{{partyIdType}}/{{partyIdentifier}}",
  FSPIOP_CALLBACK_URL_PARTIES_PUT: "/parties/{{partyIdType}}/{{partyIdentifier}}",
  FSPIOP_CALLBACK_URL_PARTIES_PUT_ERROR: "/parties/{{partyIdType}}/{{partyIdentifier}}/error",
  // The hub appends /quotes by itself.
  FSPIOP_CALLBACK_URL_QUOTES: "",
  FSPIOP_CALLBACK_URL_TRANSFER_POST: "/transfers",
  FSPIOP_CALLBACK_URL_TRANSFER_PUT: "/transfers/{{transferId}}",
  FSPIOP_CALLBACK_URL_TRANSFER_ERROR: "/transfers/{{transferId}}/error",
};

/** What the hub has to know of a participant before one transfer can go through, by type of endpoint. */
export function endpointsOf(url: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(PATHS).map(([type, path]) => [type, `${url}${path}`]));
}
