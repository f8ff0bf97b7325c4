/** The instance that an anchor's XML names; undefined where the text is no anchor. */
export function anchorInstance(text: string): string | undefined {
  if (!/<(\w+:)?configurationAnchor\b/.test(text)) return undefined;
  return /<(?:\w+:)?instanceIdentifier>\s*([^<\s]+)\s*</.exec(text)?.[1];
}
