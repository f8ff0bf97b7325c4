/** Topics that the core needs; they are created before anything starts, for the broker makes none by itself. */
export const TOPICS: readonly string[] = [
  "topic-transfer-prepare",
  "topic-transfer-position",
  "topic-transfer-fulfil",
  "topic-transfer-get",
  "topic-admin-transfer",
  "topic-notification-event",
  // Missing from upstream's own list, and the settlement's window close is heard on it.
  "topic-deferredsettlement-close",
  // The quoting service opens a producer for each of these nine when it starts.
  ...["quotes", "bulkquotes", "fx-quotes"].flatMap((kind) =>
    ["post", "put", "get"].map((verb) => `topic-${kind}-${verb}`),
  ),
];

/** Of the full chart besides: batches of positions, bulk transfers, and events. */
export const FULL_TOPICS: readonly string[] = [
  ...TOPICS,
  "topic-transfer-position-batch",
  ...["prepare", "processing", "fulfil", "get"].map((verb) => `topic-bulk-${verb}`),
  ...["audit", "log", "trace"].map((kind) => `topic-event-${kind}`),
];
