import type { Brief } from '../contracts/brief.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import type { Placement } from '../contracts/placement.ts';
import { selectPlacements } from '../placements/select-placements.ts';

/** What `--looks` and `--placements` say; undefined where the option was not given. */
export type Narrowing = {
  readonly looks?: readonly string[] | undefined;
  readonly placements?: readonly string[] | undefined;
};

/**
 * Checks that each look and placement asked for is meant by one of a run's briefs at least: what is meant by none is a
 * slip of the pen.
 * @throws USAGE_INVALID for a look that none of them has, or where nothing is named.
 * @throws PLACEMENT_UNKNOWN for a placement that none of them has, nor the catalogue.
 */
export function checkNarrowing(briefs: readonly Brief[], { looks, placements }: Narrowing): void {
  const known = briefs.flatMap((brief) => brief.looks);
  const stray = looks?.find((name) => !known.some((look) => isMeant(look, name)));
  if (stray !== undefined || looks?.length === 0) {
    throw new PipelineError(
      'USAGE_INVALID',
      `Expected --looks to name some of ${tellLooks(known)}, got "${stray ?? ''}".`,
    );
  }
  if (placements?.length === 0) {
    throw new PipelineError('USAGE_INVALID', 'Expected --placements to name some, got none.');
  }
  for (const glob of placements ?? []) {
    if (!briefs.some((brief) => placementsMeant(brief, glob).length > 0)) selectPlacements([glob]);
  }
}

/**
 * A brief narrowed to the looks and placements that are asked for, as far as it has them. A look is meant by its name, or
 * all of a kind by the kind. A placement is meant by id or glob: among those of the brief, or where none of them is
 * meant, in the catalogue. Where the brief has none of the looks, or of the placements, those of the first brief `above`
 * that has some stand in.
 * @throws LOOK_UNKNOWN, PLACEMENT_UNKNOWN where none of these briefs has any.
 */
export function narrowBrief(brief: Brief, { looks, placements }: Narrowing, above: readonly Brief[] = []): Brief {
  const briefs = [brief, ...above];
  return {
    ...brief,
    looks: looks === undefined ? brief.looks : narrowLooks(briefs, looks),
    placements: placements === undefined ? brief.placements : narrowPlacements(briefs, placements),
  };
}

type Look = Brief['looks'][number];

const isMeant = (look: Look, name: string): boolean => look.name === name || look.kind === name;

function tellLooks(looks: readonly Look[]): string {
  return [...new Set(looks.map(({ name, kind }) => (name === kind ? name : `${name} (${kind})`)))].join(', ');
}

function narrowLooks(briefs: readonly Brief[], wanted: readonly string[]): Brief['looks'] {
  for (const { looks } of briefs) {
    const meant = looks.filter((look) => wanted.some((name) => isMeant(look, name)));
    if (meant.length > 0) return meant;
  }
  const known = tellLooks(briefs.flatMap(({ looks }) => looks));
  throw new PipelineError(
    'LOOK_UNKNOWN',
    `Expected one of the looks ${known} of the photo's brief and those above it, got --looks ${wanted.join(',')}; add the look to its brief.json or name another.`,
  );
}

function narrowPlacements(briefs: readonly Brief[], wanted: readonly string[]): Brief['placements'] {
  for (const brief of briefs) {
    const narrowed = wanted.flatMap((glob) => placementsMeant(brief, glob));
    if (narrowed.length > 0) return [...new Set(narrowed)];
  }
  throw new PipelineError(
    'PLACEMENT_UNKNOWN',
    `Expected a placement of the catalogue, of the photo's brief or of those above it, got --placements ${wanted.join(',')}; add it to its brief.json or name another.`,
  );
}

function placementsMeant(brief: Brief, glob: string): Brief['placements'] {
  const own = rowsOf(brief);
  const rows = selectOrNone(
    glob,
    own.map(({ row }) => row),
  );
  if (rows.length === 0) return selectOrNone(glob).length > 0 ? [glob] : [];
  return own
    .filter(({ row }) => rows.includes(row))
    .map(({ row, selector }) => (typeof selector === 'string' ? row.id : selector));
}

/** The rows that a brief asks for, each with the selector that means it. */
const rowsOf = ({ placements }: Brief) =>
  placements.flatMap((selector) => selectPlacements([selector]).map((row) => ({ row, selector })));

/** As selectPlacements, among `rows` or the catalogue; none where there is none. */
function selectOrNone(glob: string, rows?: readonly Placement[]): Placement[] {
  try {
    return selectPlacements([glob], rows);
  } catch (error) {
    if (error instanceof PipelineError && error.code === 'PLACEMENT_UNKNOWN') return [];
    throw error;
  }
}
