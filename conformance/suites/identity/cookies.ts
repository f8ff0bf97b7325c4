/** What a browser keeps of a server's cookies. */
export interface Cookies {
  /** Takes the `Set-Cookie` header of an answer, in which several stand with commas between them. */
  take(header: string | undefined): void;
  /** The `Cookie` header for a path; undefined where there is none to send. */
  headerFor(path: string): string | undefined;
  /** The value of one, whatever its path. */
  valueOf(name: string): string | undefined;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** A jar without cookies, for one server. */
export function createCookies(): Cookies {
  const kept = new Map<string, Cookie>();
  return {
    take: (header = "") => {
      for (const text of header === "" ? [] : header.split(/,\s*(?=[^;,=\s]+=)/)) {
        const { cookie, ended } = parse(text);
        const key = `${cookie.name};${cookie.path}`;
        if (ended) kept.delete(key);
        else kept.set(key, cookie);
      }
    },
    headerFor: (path) => {
      const fitting = [...kept.values()].filter((cookie) => isBelow(path, cookie.path));
      const nearestFirst = fitting.sort((one, other) => other.path.length - one.path.length);
      return nearestFirst.map(({ name, value }) => `${name}=${value}`).join("; ") || undefined;
    },
    valueOf: (name) => [...kept.values()].find((cookie) => cookie.name === name)?.value,
  };
}

function parse(text: string): { readonly cookie: Cookie; readonly ended: boolean } {
  const [pair = "", ...attributes] = text.split(";").map((part) => part.trim());
  const [name, value] = split(pair);
  const said = new Map(attributes.map(split).map(([key, given]) => [key.toLowerCase(), given]));
  const age = said.get("max-age");
  const ended = age === undefined ? Date.parse(said.get("expires") ?? "") <= Date.now() : Number(age) <= 0;
  return { cookie: { name, value, path: said.get("path") || "/" }, ended };
}

function split(pair: string): readonly [string, string] {
  const sign = pair.indexOf("=");
  return sign < 0 ? [pair, ""] : [pair.slice(0, sign), pair.slice(sign + 1)];
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
