import type { Placement } from '../contracts/placement.ts';
import { fileRules } from '../imaging/check-file.ts';
import { surroundingRules } from '../imaging/check-surroundings.ts';
import { readPicture } from '../imaging/read-picture.ts';
import { isBroken, type RuleResult } from '../imaging/rule-result.ts';

/** What a row rests on. Not confirmed are rows that nobody read on the platform's own pages. */
export type RowSource = {
  readonly url: string | null;
  readonly date: string | null;
  readonly confidence: Placement['confidence'];
  readonly isConfirmed: boolean;
};

/** One picture against one row; `unconfirmed` is a pass of a row whose numbers nobody confirmed. */
export type CheckedPicture = {
  readonly placement: string;
  readonly verdict: 'pass' | 'fail' | 'unconfirmed';
  readonly source: RowSource;
  readonly rules: readonly RuleResult[];
};

/**
 * Checks a picture by its bytes against rows of the catalogue.
 * @throws as readPicture
 */
export async function checkPicture(bytes: Uint8Array, rows: readonly Placement[]): Promise<CheckedPicture[]> {
  const picture = await readPicture(bytes);
  return rows.map((row) => {
    const source = sourceOf(row);
    const rules = [...fileRules(picture, row), ...surroundingRules(picture.raster, row)];
    const passed = source.isConfirmed ? 'pass' : 'unconfirmed';
    return { placement: row.id, verdict: isBroken(rules) ? 'fail' : passed, source, rules };
  });
}

/** Our own defaults need nobody's confirmation. */
const sourceOf = ({ source, sourceDate, confidence }: Placement): RowSource => ({
  ...{ url: source, date: sourceDate, confidence },
  isConfirmed: confidence === 'official' || confidence === 'brief',
});

/** The source in words. */
export function sourceText({ url, date, confidence, isConfirmed }: RowSource): string {
  if (confidence === 'brief') return 'a default of this project';
  const words = url === null ? 'no source' : `${url} (${date ?? 'no date'})`;
  return isConfirmed ? words : `unconfirmed; ${confidence}: ${words}`;
}
