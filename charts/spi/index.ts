export * from "./block.ts";
export * from "./capability.ts";
export * from "./catalog.ts";
export * from "./manifest.ts";
export * from "./product.ts";
export * from "./reference.ts";
export * from "./stack.ts";
export * from "./use-case.ts";
