import type { Look } from '../contracts/brief.ts';
import type { Placement } from '../contracts/placement.ts';

/** What each file of a slot is made by: the row as it is, and as its twin's format asks. What is seen through has no twin. */
export function rowsOfFiles(look: Look, row: Placement): Placement[] {
  const { twin: format, deliver } = row;
  if (format === null || (look.kind === 'plain' && look.colour === 'transparent')) return [row];
  return [row, { ...row, formats: [format], deliver: { ...deliver, format }, twin: null }];
}
