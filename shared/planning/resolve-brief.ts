import { type Brief, brief, type Look, type WantedSet } from '../contracts/brief.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { nearMisses } from '../placements/near-misses.ts';
import { selectPlacements } from '../placements/select-placements.ts';
import { studioSets } from '../sets/studio-sets.ts';
import { builtInBrief } from './built-in-brief.ts';

type Issue = NonNullable<ReturnType<typeof brief.safeParse>['error']>['issues'][number];

/** A brief of twenty looks and a hundred ad-hoc sizes is about 20 kB; a larger file is not a brief. */
const maxBriefBytes = 256_000;
/** More mistakes than this at a time help nobody. */
const mostMistakesTold = 3;

/** Where a brief came from, for people (`mug/brief.json`), and the deployment's engine, null where there is none. */
type Origin = { readonly name: string; readonly engine: string | null };

/**
 * The brief in a file's bytes (UTF-8 JSON, with or without a byte-order mark), or the built-in one for null. Defaults
 * are filled in, colours are in lower case, and every placement that it names exists.
 * @throws BRIEF_INVALID saying where and what, as in `looks.0.prompt: expected string`.
 * @throws PLACEMENT_UNKNOWN as selectPlacements.
 */
export function resolveBrief(bytes: Uint8Array | null, { name, engine }: Origin): Brief {
  if (bytes === null) return builtInBrief(engine);
  const parsed = brief.safeParse(parseJson(bytes, name));
  if (!parsed.success) throw invalid(name, tellMistakes(parsed.error.issues));
  selectPlacements(parsed.data.placements);
  for (const [index, look] of parsed.data.looks.entries()) checkSet(look, `looks.${index}.set`, name);
  return { ...parsed.data, looks: parsed.data.looks.map(withLowerCaseColours) };
}

function parseJson(bytes: Uint8Array, name: string): unknown {
  if (bytes.byteLength > maxBriefBytes) {
    throw invalid(name, `${bytes.byteLength} bytes where ${maxBriefBytes} are the limit`);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw invalid(name, cause instanceof SyntaxError ? cause.message : 'bytes that are not UTF-8', cause);
  }
}

function tellMistakes(issues: readonly Issue[]): string {
  const told = issues.slice(0, mostMistakesTold).map((issue) => describe(issue));
  const more = issues.length - told.length;
  return told.join('; ') + (more > 0 ? ` (and ${more} more)` : '');
}

function describe(issue: Issue, above: readonly PropertyKey[] = []): string {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return describe(closest(issue.errors), path);
  const place = path.length === 0 ? 'the brief' : path.map(String).join('.');
  return `${place}: ${issue.message.replace(/^Invalid input: /, '')}`;
}

/** Of the ways in which a value fails every member of a union, the one that understood most of it. */
function closest(branches: readonly (readonly Issue[])[]): Issue {
  const [first, ...others] = branches.flatMap((issues) => issues.slice(0, 1));
  if (first === undefined) throw new TypeError('Expected at least one issue a branch of a union');
  const isWrongType = (issue: Issue) => issue.code === 'invalid_type' && issue.path.length === 0;
  return others.reduce((best, issue) => (isWrongType(best) ? issue : best), first);
}

function withLowerCaseColours(look: Look): Look {
  if (look.kind === 'plain') return { ...look, colour: look.colour.toLowerCase() };
  if (look.kind === 'extend') return look;
  return { ...look, set: withLowerCaseTint(look.set) };
}

function withLowerCaseTint(set: WantedSet): WantedSet {
  if ('sweep' in set) return { sweep: set.sweep.toLowerCase() };
  return 'tint' in set && set.tint !== undefined ? { ...set, tint: set.tint.toLowerCase() } : set;
}

/** A studio set must exist, and can wear another colour only where it was rendered in grey. */
function checkSet(look: Look, place: string, name: string): void {
  if (look.kind === 'plain' || look.kind === 'extend' || !('studio' in look.set)) return;
  const { studio, tint } = look.set;
  const found = studioSets.find(({ id }) => id === studio);
  if (found === undefined) {
    const ids = studioSets.map(({ id }) => id);
    const similar = nearMisses(studio, ids);
    const known = similar.length > 0 ? `did you mean ${similar.join(' or ')}?` : `there are ${ids.join(', ')}`;
    throw invalid(name, `${place}.studio: no set is called ${studio}, ${known}`);
  }
  if (tint === undefined || found.tint !== null) return;
  throw invalid(name, `${place}.tint: ${studio} has colours of its own; leave the tint out`);
}

function invalid(name: string, got: string, cause?: unknown): PipelineError {
  const sentence = `Expected a brief as the README describes it in ${name}, got ${got}; correct it and ask again.`;
  return new PipelineError('BRIEF_INVALID', sentence, { cause });
}
