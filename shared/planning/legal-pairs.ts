import type { Look } from '../contracts/brief.ts';
import type { FileFormat, Placement } from '../contracts/placement.ts';

const white = '#ffffff';
/** The formats of ours that hold transparency, the safer one first. */
const transparentFormats = ['png', 'webp'] as const satisfies FileFormat[];

export type Pair =
  | { readonly isLegal: true /** The row, in a format that can hold the look. */; readonly row: Placement }
  | { readonly isLegal: false; readonly sentence: string };

/**
 * Says whether a look may be made for a placement, by the background that the row takes. A transparent look turns the
 * row's format into PNG or WebP where the row takes one of them. An illegal pair comes with the sentence of
 * PAIR_NOT_ALLOWED, which names both.
 */
export function judgePair(look: Look, row: Placement): Pair {
  const isTransparent = look.kind === 'plain' && look.colour === 'transparent';
  if (!takesBackground(look, row)) return illegal(look, row, `takes a ${wordsFor(row)} background`);
  if (!isTransparent || isTransparentFormat(row.deliver.format)) return { isLegal: true, row };
  const format = transparentFormats.find((each) => row.formats.includes(each));
  if (format !== undefined) return { isLegal: true, row: { ...row, deliver: { ...row.deliver, format } } };
  return illegal(look, row, 'takes no format with transparency');
}

function takesBackground(look: Look, row: Placement): boolean {
  switch (row.background) {
    case 'white':
      return look.kind === 'plain' && isWhite(look.colour);
    case 'white-or-transparent':
      return look.kind === 'plain' && (look.colour === 'transparent' || isWhite(look.colour));
    case 'clean':
    case 'white-preferred':
      // A file without a background is neither clean nor white; marketplaces turn it black or refuse it.
      return look.kind === 'plain' && look.colour !== 'transparent';
    case 'lifestyle':
      return look.kind === 'set' || look.kind === 'scene';
    default:
      return true;
  }
}

const isWhite = (colour: string) => colour.toLowerCase() === white;
const isTransparentFormat = (format: string) => transparentFormats.some((each) => each === format);

function wordsFor(row: Placement): string {
  return row.background === 'white' ? 'pure white' : (row.background ?? 'any').replaceAll('-', ' ');
}

function illegal(look: Look, row: Placement, why: string): Pair {
  const what = look.kind === 'plain' ? `${look.kind} ${look.colour}` : look.kind;
  const instead = row.background === 'lifestyle' ? 'a set or scene look' : `a plain ${white} look`;
  const sentence = `Expected a look that ${row.id} accepts, got ${look.name} (${what}): it ${why}; use ${instead}.`;
  return { isLegal: false, sentence };
}
