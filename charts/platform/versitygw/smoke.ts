import type { SmokeCheck } from "../../spi/index.ts";

/** The path at which it says that it lives; no bucket can have this name. */
export const HEALTH_PATH = "/_/health";

/** What says that the store works at all. */
export const smoke: readonly SmokeCheck[] = [
  {
    id: "alive",
    title: "The store answers",
    port: "s3",
    method: "GET",
    path: HEALTH_PATH,
    expect: { status: 200 },
  },
  {
    id: "closed",
    title: "Nobody sees its buckets without a key",
    port: "s3",
    method: "GET",
    path: "/",
    expect: { status: 403, contains: "AccessDenied" },
  },
];
