/** Below this likeness a suggestion confuses more than it helps; found by trying the typos of the unit test. */
const leastLikeness = 0.4;
const mostSuggestions = 3;
/** A shared word ("instagram", "story") says more about what was meant than shared letters do. */
const wordWeight = 0.6;
/** A word counts as shared, too, where it begins with a word of the name ("reels"), if that word is not tiny ("x"). */
const shortestStem = 3;

/**
 * The known names that are most like a name that is not known, best first, at most three.
 * Likeness is a mix of words in common and of letters to change; ties keep the order of `known`.
 */
export function nearMisses(unknown: string, known: readonly string[]): string[] {
  const wanted = unknown.toLowerCase();
  return known
    .map((name) => ({ name, likeness: likenessOf(wanted, name) }))
    .filter(({ likeness }) => likeness >= leastLikeness)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, mostSuggestions)
    .map(({ name }) => name);
}

function likenessOf(wanted: string, name: string): number {
  const letters = 1 - editDistance(wanted, name) / Math.max(wanted.length, name.length);
  return Math.max(letters, wordWeight * wordsInCommon(wanted, name) + (1 - wordWeight) * letters);
}

/** Share of the wanted words that the name has too, 0..1. */
function wordsInCommon(wanted: string, name: string): number {
  const words = wanted.split(/[^a-z0-9]+/).filter((word) => word !== '');
  if (words.length === 0) return 0;
  const nameWords = name.split('-');
  const isShared = (word: string) =>
    nameWords.some((other) => word === other || (other.length >= shortestStem && word.startsWith(other)));
  return words.filter(isShared).length / words.length;
}

/** Letters to insert, delete or replace to turn one text into the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
