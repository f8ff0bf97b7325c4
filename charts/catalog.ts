import digitalRegistriesReference from "./digital-registries/reference/product.ts";
import informationMediatorReference from "./information-mediator/reference/product.ts";
import type { Product } from "./spi/index.ts";

/** Every product that the tool ships, in the order in which people see them. Plain data: nothing here loads cdk8s. */
export const products: readonly Product[] = [informationMediatorReference, digitalRegistriesReference];
