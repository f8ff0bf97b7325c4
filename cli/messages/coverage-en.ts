/** What is said of how far the specification is checked. */
export const coverageTalk = {
  option: "how many of the specification's operations are checked, for each block",
  columns: [
    "BLOCK",
    "SPECIFICATION",
    "OPERATIONS",
    "SERVED",
    "EMITTED",
    "POSITIVE",
    "NEGATIVE",
    "CHECKS",
    "COVERED",
  ],
  all: "all",
  none: (block: string) => `there are no checks of ${block} yet`,
  operationColumns: ["operation", "call", "direction", "level", "positive", "negative"],
} as const;
