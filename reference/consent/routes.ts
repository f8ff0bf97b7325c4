/**
 * The Hono patterns of a path of the file, which all end with a slash: without it (the frame takes both), with the version
 * of one implementation in front, and with camelCase in place of dashes.
 */
export function routesOf(path: string): readonly string[] {
  const pattern = path.replace(/\/$/, "").replace(/\{(\w+)\}/g, ":$1");
  const camel = pattern.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return [...new Set([pattern, camel])].flatMap((one) => [one, `/v2${one}`]);
}
