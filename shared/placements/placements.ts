import { type Placement, placement } from '../contracts/placement.ts';
import amazon from './rows/amazon.json' with { type: 'json' };
import defaults from './rows/defaults.json' with { type: 'json' };
import google from './rows/google.json' with { type: 'json' };
import marketplaces from './rows/marketplaces.json' with { type: 'json' };
import meta from './rows/meta.json' with { type: 'json' };
import social from './rows/social.json' with { type: 'json' };
import webAndPrint from './rows/web-and-print.json' with { type: 'json' };

/** What a row says where it leaves a field out: unknown. */
const unknownFacts = {
  aspectRatio: null,
  minWidth: null,
  minHeight: null,
  maxWidth: null,
  maxHeight: null,
  maxBytes: null,
  formats: [],
  background: null,
  productFill: null,
  safeZone: null,
  textAllowed: null,
  source: null,
  sourceDate: null,
  deliverIsOurs: [],
};

/** A row that misspells a field must not pass as a row that leaves it out. */
const strictRow = placement.strict();

/**
 * Every row of the catalogue, in the order of its files: our five defaults first, then platform by platform. Checked
 * against the contract when the module is loaded, so that a wrong row stops start-up.
 */
export const allPlacements: readonly Placement[] = readRows([
  ...defaults,
  ...amazon,
  ...google,
  ...marketplaces,
  ...meta,
  ...social,
  ...webAndPrint,
]);

/**
 * Reads rows as the files under `rows/` hold them: a field that is left out is unknown (null, or no formats).
 * @throws TypeError naming the row and the field where a row is wrong, or where two rows have one id.
 */
export function readRows(rows: readonly object[]): Placement[] {
  const byId = new Map<string, Placement>();
  for (const [index, row] of rows.entries()) {
    const parsed = strictRow.safeParse({ ...unknownFacts, ...row });
    const name = 'id' in row ? String(row.id) : `number ${index + 1}`;
    if (!parsed.success) {
      const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
      throw new TypeError(`Expected a placement row as in shared/contracts/placement.ts, got ${name} with ${wrong}`);
    }
    if (byId.has(parsed.data.id)) throw new TypeError(`Expected one placement row an id, got two of ${name}`);
    byId.set(parsed.data.id, parsed.data);
  }
  return [...byId.values()];
}
