import type { Brief } from '../contracts/brief.ts';
import { canonicalJson } from '../contracts/ids.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import type { Placement } from '../contracts/placement.ts';
import { placeAdHoc } from './ad-hoc-placement.ts';
import { nearMisses } from './near-misses.ts';
import { allPlacements } from './placements.ts';

type Selector = Brief['placements'][number];

/**
 * The rows that a brief asks for: by id, by glob (`instagram-*`, where `*` stands for any letters and `?` for one), or
 * an ad-hoc size. Each row comes once, in the order in which it is first asked for; a glob keeps the catalogue's order.
 * @throws PLACEMENT_UNKNOWN for an id or glob that matches no row, with the ids that were perhaps meant.
 * @throws BRIEF_INVALID for an ad-hoc size that contradicts itself, or takes the id of another row.
 */
export function selectPlacements(
  selectors: readonly Selector[],
  catalogue: readonly Placement[] = allPlacements,
): Placement[] {
  const selected = new Map<string, Placement>();
  for (const selector of selectors) {
    const rows = typeof selector === 'string' ? matching(selector, catalogue) : [adHocRow(selector, catalogue)];
    for (const row of rows) {
      selected.set(row.id, oneOf(selected.get(row.id) ?? row, row));
    }
  }
  return [...selected.values()];
}

/** Two rows of one id as one: which sides the brief left out may differ, what is made may not. */
function oneOf(known: Placement, row: Placement): Placement {
  const made = ({ deliver, maxBytes }: Placement) => canonicalJson({ deliver, maxBytes });
  if (made(known) !== made(row)) throw idTaken(row.id);
  return canonicalJson(known) <= canonicalJson(row) ? known : row;
}

function matching(selector: string, catalogue: readonly Placement[]): Placement[] {
  const pattern = globPattern(selector);
  const rows = catalogue.filter((row) => pattern.test(row.id));
  if (rows.length > 0) return rows;
  const near = nearMisses(
    selector,
    catalogue.map((row) => row.id),
  );
  const hint = near.length === 0 ? '' : ` Perhaps you mean ${near.join(', ')}.`;
  throw new PipelineError(
    'PLACEMENT_UNKNOWN',
    `Expected the id of a placement or a glob over ids, got "${selector}".${hint} ` +
      'All ids: npx packshot placements; any other size: {"width": 1200, "height": 400}.',
  );
}

function globPattern(glob: string): RegExp {
  const escaped = glob.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  // A run of stars and question marks becomes one step with a minimum: many steps would backtrack for minutes.
  const pattern = escaped.replaceAll(/[*?]+/g, (run) => {
    const letters = run.replaceAll('*', '').length;
    return run.includes('*') ? `.{${letters},}` : `.{${letters}}`;
  });
  return new RegExp(`^${pattern}$`);
}

function adHocRow(wanted: Exclude<Selector, string>, catalogue: readonly Placement[]): Placement {
  const row = placeAdHoc(wanted);
  if (catalogue.some((known) => known.id === row.id)) throw idTaken(row.id);
  return row;
}

function idTaken(id: string): PipelineError {
  return new PipelineError(
    'BRIEF_INVALID',
    `Expected an id of its own for each ad-hoc placement, got "${id}" twice; choose another id or leave it out.`,
  );
}
