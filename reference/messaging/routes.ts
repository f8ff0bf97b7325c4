/** The Hono patterns of a path: the specification's base path `/v1` in front of it is accepted and not needed. */
export function routesOf(path: string): readonly string[] {
  return [path, `/v1${path}`];
}
