import type { PodProgram } from "./spi/index.ts";

type Load = () => Promise<{ readonly default: PodProgram }>;

/**
 * The programs that pods run as `country-stack pod PRODUCT NAME`, by product. They are in our image, which has no
 * cdk8s: a program imports no chart.
 */
export const POD_PROGRAMS: Readonly<Record<string, Readonly<Record<string, Load>>>> = {
  esignet: { bootstrap: () => import("./identity/esignet/bootstrap/program.ts") },
  keycloak: { bootstrap: () => import("./identity/keycloak/bootstrap/program.ts") },
  mojaloop: {
    adapter: () => import("./payments/mojaloop/adapter/program.ts"),
    await: () => import("./payments/mojaloop/topics/await-program.ts"),
    bootstrap: () => import("./payments/mojaloop/bootstrap/program.ts"),
    simulator: () => import("./payments/mojaloop/simulator/program.ts"),
    topics: () => import("./payments/mojaloop/topics/program.ts"),
  },
  "x-road": {
    authority: () => import("./information-mediator/x-road/authority/program.ts"),
    bootstrap: () => import("./information-mediator/x-road/bootstrap/program.ts"),
  },
  opencrvs: { "publish-key": () => import("./registration/opencrvs/publish-key/program.ts") },
};
