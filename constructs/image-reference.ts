/** The parts of an image reference, `HOST/REPOSITORY:TAG@DIGEST`. */
export interface ImageReference {
  /** The registry as it is written there; absent where the reference names none. */
  readonly host?: string;
  /** The registry that is meant: `docker.io` where none is named. */
  readonly registry: string;
  /** The repository as that registry calls it: `library/busybox` for Docker Hub's `busybox`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const DOCKER_HUB = "docker.io";

/**
 * Takes a reference apart as container runtimes do: what stands before the first slash is a registry if it has a dot
 * or a port, or is `localhost`. For charts whose values want registry, repository and tag apart.
 */
export function parseImage(reference: string): ImageReference {
  const [name = "", digest] = reference.split("@");
  const slash = name.indexOf("/");
  const first = slash === -1 ? "" : name.slice(0, slash);
  const host = /[.:]/.test(first) || first === "localhost" ? first : undefined;
  const path = host === undefined ? name : name.slice(slash + 1);
  const [repository = "", tag] = path.split(":");
  const registry = host === undefined || host === `index.${DOCKER_HUB}` ? DOCKER_HUB : host;
  return {
    ...(host === undefined ? {} : { host }),
    registry,
    repository: registry === DOCKER_HUB && !repository.includes("/") ? `library/${repository}` : repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}
