import type { Brief } from '../contracts/brief.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { selectPlacements } from '../placements/select-placements.ts';

/** What `--looks` and `--placements` say; undefined where the option was not given. */
export type Narrowing = {
  readonly looks?: readonly string[] | undefined;
  readonly placements?: readonly string[] | undefined;
};

/**
 * A brief narrowed to the looks and placements that are asked for. A look is meant by its name, or all of a kind by the
 * kind. A placement is meant by id or glob: among those of the brief, or where none of them is meant, in the catalogue.
 * @throws USAGE_INVALID for a look that the brief does not have.
 * @throws PLACEMENT_UNKNOWN as selectPlacements.
 */
export function narrowBrief(brief: Brief, { looks, placements }: Narrowing): Brief {
  return {
    ...brief,
    looks: looks === undefined ? brief.looks : narrowLooks(brief.looks, looks),
    placements: placements === undefined ? brief.placements : narrowPlacements(brief.placements, placements),
  };
}

function narrowLooks(looks: Brief['looks'], wanted: readonly string[]): Brief['looks'] {
  const isMeant = (look: Brief['looks'][number], name: string) => look.name === name || look.kind === name;
  const stray = wanted.find((name) => !looks.some((look) => isMeant(look, name)));
  if (stray !== undefined || wanted.length === 0) {
    const known = looks.map(({ name, kind }) => (name === kind ? name : `${name} (${kind})`)).join(', ');
    throw new PipelineError('USAGE_INVALID', `Expected --looks to name some of ${known}, got "${stray ?? ''}".`);
  }
  return looks.filter((look) => wanted.some((name) => isMeant(look, name)));
}

function narrowPlacements(placements: Brief['placements'], wanted: readonly string[]): Brief['placements'] {
  if (wanted.length === 0) throw new PipelineError('USAGE_INVALID', 'Expected --placements to name some, got none.');
  const own = placements.flatMap((selector) => selectPlacements([selector]).map((row) => ({ row, selector })));
  const narrowed = wanted.flatMap((glob): Brief['placements'] => {
    const rows = selectOrNone(
      glob,
      own.map(({ row }) => row),
    );
    if (rows.length === 0) return [glob].filter((it) => selectPlacements([it]).length > 0);
    return own
      .filter(({ row }) => rows.includes(row))
      .map(({ row, selector }) => (typeof selector === 'string' ? row.id : selector));
  });
  return [...new Set(narrowed)];
}

function selectOrNone(glob: string, rows: Parameters<typeof selectPlacements>[1] = []) {
  try {
    return selectPlacements([glob], rows);
  } catch (error) {
    if (error instanceof PipelineError && error.code === 'PLACEMENT_UNKNOWN') return [];
    throw error;
  }
}
