/**
 * The Hono patterns of a path: as it is, and as others spell it, in kebab-case and camelCase (server contract 5), behind a
 * version or not.
 */
export function routesOf(path: string): readonly string[] {
  const kebab = path.replaceAll("_", "-");
  const camel = path.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return [...new Set([path, kebab, camel])].flatMap((spelling) => [spelling, `/v1${spelling}`]);
}
