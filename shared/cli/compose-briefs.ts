import { readFile } from 'node:fs/promises';
import type { Brief } from '../contracts/brief.ts';
import { briefKeysFor } from '../contracts/photo-key.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { resolveBrief } from '../planning/resolve-brief.ts';
import { checkNarrowing, type Narrowing, narrowBrief } from './choose-brief.ts';
import type { Companion } from './send-companions.ts';

/** What of a run's options concerns briefs. */
export type BriefOptions = Narrowing & {
  /** Becomes the tenant's brief. */
  readonly briefFile?: string | undefined;
  /** The deployment's engine, on which the built-in brief depends. */
  readonly engine: string | null;
  readonly tenant: string;
};

/** `unmet` says, by the key of a brief that has nothing of what is asked for, what its photos are to be told. */
export type ComposedBriefs = {
  readonly briefs: readonly Companion[];
  readonly unmet: ReadonlyMap<string, PipelineError>;
};

/**
 * The briefs that a run uploads: those of its folder, with the given file as the tenant's, all narrowed to the looks and
 * placements asked for. What a brief has none of it takes from the ones above it, at last from the built-in one. A brief
 * of the folder that can't be read as one goes as it is: the pipeline says to each photo what is wrong.
 * @throws USAGE_INVALID, BRIEF_INVALID, PLACEMENT_UNKNOWN where the options themselves are wrong.
 */
export async function composeBriefs(ofFolder: readonly Companion[], options: BriefOptions): Promise<ComposedBriefs> {
  const { briefFile, looks, placements, engine, tenant } = options;
  const tenantKey = `${tenant}/brief.json`;
  const briefs = new Map(ofFolder.map(({ key, bytes }) => [key, bytes]));
  if (briefFile !== undefined) briefs.set(tenantKey, await readBriefFile(briefFile, engine));
  const unmet = new Map<string, PipelineError>();
  if (looks === undefined && placements === undefined) return { briefs: asCompanions(briefs), unmet };
  const builtIn = resolveBrief(null, { name: tenantKey, engine });
  if (!briefs.has(tenantKey)) briefs.set(tenantKey, toBytes(builtIn));
  const whole = readAll(briefs, engine);
  checkNarrowing([...whole.values(), builtIn], options);
  for (const [key, brief] of whole) {
    const above = briefKeysFor(key).flatMap((each) => (each === key ? [] : (whole.get(each) ?? [])));
    try {
      briefs.set(key, toBytes(narrowBrief(brief, options, [...above, builtIn])));
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      unmet.set(key, error);
    }
  }
  return { briefs: asCompanions(briefs), unmet };
}

/** Those that can be read, by their keys. */
function readAll(briefs: ReadonlyMap<string, Uint8Array>, engine: string | null): Map<string, Brief> {
  const read = [...briefs].map(([key, bytes]) => [key, resolveOrNone(bytes, key, engine)] as const);
  return new Map(read.flatMap(([key, brief]) => (brief === undefined ? [] : [[key, brief]])));
}

const asCompanions = (briefs: ReadonlyMap<string, Uint8Array>): Companion[] =>
  [...briefs].map(([key, bytes]) => ({ key, bytes }));

const toBytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value, null, 2));

/**
 * Reads a brief that somebody names on the command line.
 * @throws USAGE_INVALID where there is no such file; BRIEF_INVALID, PLACEMENT_UNKNOWN as resolveBrief.
 */
export async function readBriefFile(file: string, engine: string | null): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new PipelineError('USAGE_INVALID', `Expected a brief at ${file}, got: ${got}.`, { cause });
  });
  resolveBrief(bytes, { name: file, engine });
  return bytes;
}

function resolveOrNone(bytes: Uint8Array, name: string, engine: string | null) {
  try {
    return resolveBrief(bytes, { name, engine });
  } catch (error) {
    if (error instanceof PipelineError) return undefined;
    throw error;
  }
}
