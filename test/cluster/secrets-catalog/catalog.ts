import { z } from "zod";
import { type BuildChart, defineProduct, type Product } from "../../../charts/spi/index.ts";
import { busyboxImage } from "../../../lab/images/image-names.ts";
import keeper from "./keeper-chart.ts";
import reader from "./reader-chart.ts";

const footprint = { cpu: "10m", memory: "16Mi", storage: "16Mi" };

/** A product of the tests: a pod that serves its secrets as files, which no other product may do. */
function product(id: string, chart: BuildChart): Product {
  return defineProduct({
    id,
    title: `The tests' ${id}`,
    advice: "For the tests of secrets",
    fills: ["digital-registries"],
    licence: "Apache-2.0",
    homepage: "https://example.org",
    releases: [
      {
        version: "1",
        images: { server: busyboxImage },
        govstack: {},
        upgradesFrom: [],
        load: async () => ({ default: chart }),
      },
    ],
    ports: { api: 8080 },
    provides: () => [],
    requires: () => [],
    options: z.strictObject({}),
    footprint: { demo: footprint, district: footprint, national: footprint },
    needs: [],
    conformance: { basePath: "", headers: {}, port: "api" },
  });
}

/** One part keeps an authority and a password, the other has a certificate of it and a copy. */
export const products = [product("keeper", keeper), product("reader", reader)];
