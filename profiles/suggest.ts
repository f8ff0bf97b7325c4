import { distance } from "fastest-levenshtein";

/**
 * The candidate that a person most likely meant, as a parameter of an issue; nothing where none is near. Near is
 * one edit in three characters, and two at least. The first of equally near ones wins.
 */
export function suggest(word: string, candidates: Iterable<string>): { readonly suggestion?: string } {
  const allowed = Math.max(2, Math.floor(word.length / 3));
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits <= allowed && edits < candidate.length && edits < (best?.edits ?? Number.POSITIVE_INFINITY)) {
      best = { candidate, edits };
    }
  }
  return best === undefined ? {} : { suggestion: best.candidate };
}
