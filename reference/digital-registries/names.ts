import { z } from "zod";

/** What the code and the version of a registry may look like: they stand in paths. */
export const REGISTRY_NAME = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,63}$/u,
    "must be letters, digits, '.', '_' and '-', at most 64, the first a letter or digit",
  );

/** The version of a registry where none is said. */
export const FIRST_VERSION = "1.0";
