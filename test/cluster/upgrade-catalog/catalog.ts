import { CANDIDATE, configureRegistries } from "../../../charts/digital-registries/reference/config.ts";
import shipped from "../../../charts/digital-registries/reference/product.ts";
import { addReferenceServer } from "../../../charts/reference-server.ts";
import {
  type BuildChart,
  type ConfigureReference,
  type Product,
  type Release,
  referenceMigration,
} from "../../../charts/spi/index.ts";

/** As the shipped release of that version is told. */
const configureAs =
  (version: string): ConfigureReference<never> =>
  (context, addressOf) => {
    const { part } = context;
    const as = { ...context, part: { ...part, release: { ...part.release, version } } };
    return configureRegistries(as, addressOf);
  };

/** Comes up, is ready, and is something else than what it says it is. */
const configureWrongly: ConfigureReference<never> = (context, addressOf) => ({
  ...configureRegistries(context, addressOf),
  block: "payments",
  settings: {},
});

const chartOf =
  (configure: ConfigureReference<never>): BuildChart<never> =>
  (scope, context) =>
    addReferenceServer(scope, context, configure);

function release(
  version: string,
  upgradesFrom: readonly string[],
  configure: ConfigureReference<never>,
): Release {
  const [first] = shipped.releases;
  return {
    version,
    upgradesFrom,
    images: first?.images ?? {},
    govstack: {},
    ...(upgradesFrom.length === 0 ? {} : { migrations: [referenceMigration("digital-registries")] }),
    load: async () => ({ default: chartOf(configure) as BuildChart }),
  };
}

/** Registries whose second release brings the data into its form and then does not do what it should. */
export const products: readonly Product[] = [
  {
    ...shipped,
    id: "faulty",
    title: "The tests' faulty registries",
    releases: [
      release("3.0", ["2"], configureAs("0.1.0")),
      release("2.0", ["1.0"], configureWrongly),
      release("1.0", [], configureAs(CANDIDATE)),
    ],
  },
];
