import { parseImage } from "../constructs/image-reference.ts";

/** Images that their makers have given up, or are about to. */
export interface Retirement {
  /** What their names begin with: registry and repository, or a part of it that ends with a slash. */
  readonly images: readonly string[];
  /** `YYYY-MM-DD` or `YYYY-MM`, where a day is known. */
  readonly since?: string;
  /** What became of them, and what to do, one sentence or two. */
  readonly what: string;
  /** Where that was said. */
  readonly source: string;
}

/** Retirements that were read of on 2026-11-21; nobody asked the registries. */
const RETIREMENTS: readonly Retirement[] = [
  {
    images: ["docker.io/bitnami/"],
    since: "2025-08-28",
    what: "Bitnami moved its versioned images to docker.io/bitnamilegacy, where they get no corrections. That was the day announced; later notices said the end of September.",
    source: "github.com/bitnami/charts/issues/35164 and github.com/bitnami/containers/issues/83267",
  },
  {
    images: ["docker.io/bitnamilegacy/"],
    since: "2025-08-28",
    what: "These are what Bitnami left behind: frozen, without corrections. Choose an image that somebody maintains.",
    source: "github.com/bitnami/charts/issues/35164",
  },
  {
    images: ["docker.io/minio/minio", "docker.io/minio/mc"],
    since: "2026-09-12",
    what: "MinIO's repository was archived in April 2026, and its images were deleted from Docker Hub. Other servers of the S3 protocol are SeaweedFS, Garage and RustFS.",
    source:
      "github.com/testcontainers/testcontainers-node/issues/1463 and github.com/opencrvs/opencrvs-core/issues/13797",
  },
  {
    images: ["quay.io/minio/minio"],
    since: "2026-04",
    what: "MinIO's repository is archived, and what quay.io has is a frozen snapshot; its last community release is of September 2025.",
    source: "github.com/opencrvs/opencrvs-core/issues/13797",
  },
  {
    images: ["registry.k8s.io/ingress-nginx/"],
    since: "2026-03",
    what: "The project has ended and corrects nothing any more. Use a controller of the Gateway API.",
    source: "natron.io/en/whitepapers/ingress-nginx-migration",
  },
  {
    images: ["ghcr.io/nordic-institute/xrddev-"],
    what: "Images of X-Road's development branch are deleted after a week, and the digest in a lock goes with them. Copy them into a registry of your own.",
    source: ".github/workflows/publish_images.yaml in github.com/nordic-institute/X-Road",
  },
];

/** What is known of the retirement of an image of the catalog. */
export function retirementOf(reference: string): Retirement | undefined {
  const { registry, repository } = parseImage(reference);
  const name = `${registry}/${repository}`;
  return RETIREMENTS.find(({ images }) => images.some((begin) => isBelow(name, begin)));
}

/** A whole repository is meant unless what is given ends in the middle of a name. */
function isBelow(name: string, begin: string): boolean {
  return /[/-]$/.test(begin) ? name.startsWith(begin) : name === begin;
}
