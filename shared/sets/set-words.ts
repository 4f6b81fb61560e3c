import type { StudioSet } from '../contracts/studio-set.ts';

/** The words that lead to a set. A phrase of two words counts as both of them, and as one more. */
export type SetWords = { readonly set: string; readonly words: readonly string[] };

/**
 * What can be seen in each set, and its mood; no places (kitchen, beach), which no set shows. In this order where two sets
 * serve as many words: the calmest first, those seen from above last.
 */
export const setWords: readonly SetWords[] = [
  { set: 'plinth', words: ['plinth', 'podium', 'pedestal', 'platform', 'round', 'minimal'] },
  {
    set: 'oak',
    words: ['wood', 'wooden', 'oak', 'table', 'tabletop', 'desk', 'timber', 'rustic', 'natural'],
  },
  {
    set: 'walnut',
    words: ['dark', 'dark wood', 'wood', 'wooden', 'walnut', 'moody', 'dramatic', 'low-key'],
  },
  { set: 'marble', words: ['marble', 'luxury', 'polished', 'counter', 'elegant'] },
  { set: 'terrazzo', words: ['terrazzo', 'counter', 'speckled', 'retro'] },
  {
    set: 'window-plaster',
    words: [
      'window',
      'window light',
      'sun',
      'sunlight',
      'sunlit',
      'sunny',
      'morning',
      'plaster',
      'wall',
      'shadow',
      'shadows',
      'daylight',
    ],
  },
  { set: 'arch', words: ['arch', 'arches', 'arched', 'niche', 'alcove'] },
  { set: 'steps', words: ['steps', 'step', 'stairs', 'staircase', 'stairway', 'tiers', 'levels'] },
  { set: 'travertine', words: ['stone', 'travertine', 'limestone', 'block'] },
  { set: 'linen', words: ['linen', 'cloth', 'fabric', 'textile', 'tablecloth', 'draped', 'folds', 'cotton'] },
  {
    set: 'pastel-blocks',
    words: ['pastel', 'pastels', 'blocks', 'cubes', 'shapes', 'geometric', 'playful', 'colourful', 'colorful'],
  },
  { set: 'marble-above', words: ['marble', 'luxury', 'polished', 'elegant'] },
  { set: 'linen-above', words: ['linen', 'cloth', 'fabric', 'textile', 'folds', 'cotton'] },
  {
    set: 'oak-above',
    words: ['wood', 'wooden', 'oak', 'boards', 'planks', 'floor', 'table', 'desk', 'timber', 'rustic', 'natural'],
  },
  {
    set: 'leaf-shade-above',
    words: [
      'leaf',
      'leaves',
      'foliage',
      'plant',
      'plants',
      'palm',
      'botanical',
      'shade',
      'shadow',
      'shadows',
      'sun',
      'sunlight',
      'plaster',
    ],
  },
  { set: 'charcoal-above', words: ['charcoal', 'dark', 'black', 'moody', 'plaster'] },
];

/** Words that ask for a product lying on its surface: they count for every set that is seen from above. */
export const aboveWords: readonly string[] = [
  'above',
  'overhead',
  'flat lay',
  'flatlay',
  'top-down',
  'top down',
  'lying',
];

/** Colours for the sets that are rendered grey and tinted (`tint` in their facts). */
export const tintWords: Readonly<Record<string, string>> = {
  white: '#f1efec',
  ivory: '#eee6d8',
  cream: '#eadfca',
  sand: '#d9c7ae',
  beige: '#d8c9b5',
  taupe: '#b5a698',
  terracotta: '#cf9276',
  peach: '#eabfa4',
  blush: '#e6c2b9',
  pink: '#e5b9bb',
  rose: '#d8a6a6',
  lilac: '#cbbfda',
  lavender: '#c6bedb',
  blue: '#adc2d4',
  sage: '#b9c3ae',
  green: '#b3c1a6',
  mint: '#c2d9cb',
  yellow: '#ecd9a0',
  grey: '#bdbdbb',
  gray: '#bdbdbb',
  charcoal: '#67686a',
};

/**
 * Said in passing, so that no set is missing because of them: articles, prepositions and the like, and words for the
 * product and the picture themselves. What says how either should look is none of them.
 */
export const passingWords: readonly string[] = [
  ...['a', 'an', 'the', 'its', 'some', 'very', 'and', 'or', 'of', 'on', 'in', 'at', 'by', 'with', 'to', 'from'],
  ...['against', 'before', 'behind', 'under', 'over'],
  ...[
    'studio',
    'set',
    'scene',
    'background',
    'backdrop',
    'surface',
    'photo',
    'picture',
    'product',
    'standing',
    'placed',
  ],
];

/** What words lead to: a set's id (none where no word names one), a tint, and the words that nothing here serves. */
export type WordChoice = {
  readonly set: string | undefined;
  readonly tint: string | undefined;
  readonly notServed: readonly string[];
};

/**
 * Chooses among the sets that may be used (those whose pose and pitch fit the product, say) the one that serves most of
 * a description's words; the first in the table's order where several do. A colour word becomes a tint where the set
 * can be tinted, and where no set is named at all (a sweep can wear it); else it is not served. Case and punctuation do not count.
 */
export function chooseSetByWords(
  description: string,
  candidates: readonly Pick<StudioSet, 'id' | 'poses' | 'tint'>[],
): WordChoice {
  const said = wordsOf(description);
  const asked = tokensOf(said);
  const ranked = setWords.flatMap(({ set, words }) => {
    const candidate = candidates.find(({ id }) => id === set);
    if (candidate === undefined) return [];
    const isFromAbove = candidate.poses.includes('lying');
    const named = asked.filter((token) => words.includes(token));
    const above = isFromAbove ? asked.filter((token) => aboveWords.includes(token)) : [];
    return [{ candidate, served: [...named, ...above] }];
  });
  const best = ranked.reduce<(typeof ranked)[number] | undefined>(
    (leader, each) => (each.served.length > (leader?.served.length ?? 0) ? each : leader),
    undefined,
  );
  const colour = best?.candidate.tint === null ? undefined : asked.find((token) => Object.hasOwn(tintWords, token));
  const served = new Set(
    [...(best?.served ?? []), ...(colour === undefined ? [] : [colour])].flatMap((it) => it.split(' ')),
  );
  return {
    set: best?.candidate.id,
    tint: colour === undefined ? undefined : tintWords[colour],
    notServed: [...new Map(said.map((word) => [plainOf(word), word]))]
      .filter(([plain]) => !passingWords.includes(plain) && !served.has(plain))
      .map(([, word]) => word),
  };
}

/** Whether a description names a colour of the table of tints. */
export const namesColour = (description: string): boolean =>
  tokensOf(wordsOf(description)).some((token) => Object.hasOwn(tintWords, token));

/** The words of a description in lower case, of letters and digits of any script (some write vowels as marks). */
const wordsOf = (description: string): string[] =>
  description
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}-]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));

/** A word without accents, as the tables have it. */
const plainOf = (word: string): string => word.normalize('NFKD').replaceAll(/\p{M}/gu, '');

/** Words without accents, then their phrases of two; each once. */
function tokensOf(words: readonly string[]): string[] {
  const plain = words.map(plainOf);
  const phrases = plain.slice(1).map((word, index) => `${plain[index]} ${word}`);
  return [...new Set([...plain, ...phrases])];
}
