import type {
  Block,
  Catalog,
  Environment,
  Exemption,
  Organization,
  Product,
  Size,
  UseCaseNeeds,
} from "../../charts/spi/index.ts";
import type { PublishedResult } from "../../conformance/published-results.ts";

/** What an interview is held about. */
export interface Context {
  readonly catalog: Catalog;
  /** What the published checks found of products. */
  readonly published: readonly PublishedResult[];
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** A part of the profile to be. */
export interface ChosenPart {
  readonly name: string;
  readonly block: Block;
  readonly product: Product;
  /** Where it runs already, where it does. */
  readonly url?: string | undefined;
  /** The organization's id. */
  readonly owner: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Who serves a kind of capability: a platform product, or what the country has. */
export type ChosenProvider =
  | { readonly product: string; readonly options?: Readonly<Record<string, unknown>> }
  | { readonly external: { readonly host: string; readonly port: number; readonly secretRef?: string } };

/** What stands above all parts. */
export interface ChosenFrame {
  readonly country: { readonly name: string; readonly code: string; readonly currency: string };
  readonly name: string;
  readonly domain: string;
  readonly environment: Environment;
  readonly size: Size;
}

/** All that was chosen: what a profile is written from. */
export interface Chosen {
  readonly frame: ChosenFrame;
  readonly useCases: readonly UseCaseNeeds[];
  readonly organizations: readonly Organization[];
  readonly parts: readonly ChosenPart[];
  readonly uses: Readonly<Record<string, string>>;
  readonly providers: Readonly<Record<string, ChosenProvider>>;
  readonly exemptions: readonly Exemption[];
}
