/**
 * The operations whose success the specification documents without any content. What a server puts there is its
 * own: nothing is owed, so that nothing can be missing or of the wrong type. What it says must still be true.
 */
export const OPEN_ANSWERS: ReadonlySet<string> = new Set([
  "update",
  "updateEntries",
  "checkIMconf",
  "setAllowed",
  "setDenied",
  "createEventType",
  "addSub",
  "patchSub",
  "validateAddresses",
  "callbackEmail",
]);
