import { candidatesOf } from '../../shared/contracts/candidates.ts';
import type { PlateItem } from '../../shared/contracts/items.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import { isErrorCode, PipelineError } from '../../shared/contracts/pipeline-error.ts';
import type { PlanBody, PlanLook, PlateSpec } from '../../shared/contracts/plan.ts';
import { comparePlates, passesGates } from '../../shared/contracts/plate-gates.ts';
import type { PlateMeasures } from '../../shared/contracts/plate-measures.ts';
import type { Plate } from '../../shared/imaging/decode-plate.ts';
import { hasEnded } from '../../shared/state/wake-plan.ts';
import type { FinishDeps } from './finish-variants.ts';
import { openPlate } from './judge-plate.ts';

/** The plate that a chunk is made from. */
export type ChosenPlate = { readonly item: PlateItem; readonly plate: Plate; readonly spec: PlateSpec };

/**
 * What a chunk's background is: a painted plate; `set in place` after no seed gave a usable plate; `missing` with the
 * plates that must be painted first (of all candidates, or of one further seed); or `failed` where nothing can be shown:
 * painting ended for good, or an `extend` look, which has no set, has no usable plate (`NO_PLATE_PASSED`).
 */
export type PlateChoice =
  | { readonly kind: 'painted'; readonly chosen: ChosenPlate }
  | { readonly kind: 'set in place' }
  | { readonly kind: 'missing'; readonly plateIds: readonly string[] }
  | { readonly kind: 'failed'; readonly error: PipelineError };

/** One seed of a look with the items of its plates, in the order of the plates. */
type Candidate = { readonly ids: readonly string[]; readonly items: readonly (PlateItem | undefined)[] };
/** A seed of which every plate passes, with the measures that it counts by: those of its worst plate. */
type Passing = { readonly items: readonly PlateItem[]; readonly worst: PlateMeasures };

/**
 * Chooses the plate for one plate position of a look. Once all candidates have ended, the best of those of which every
 * plate (close and wide belong together) is painted and passes the gates: by comparePlates on its worst plate, the first
 * seed of equals. Where none passes, the further seeds one after the other; what failed for good is passed over, unless
 * every candidate did, for a reason that another seed does not mend. The choice does not depend on the order in which
 * paintings end.
 */
export async function choosePlate(
  body: PlanBody,
  planLook: PlanLook,
  position: number,
  deps: FinishDeps,
): Promise<PlateChoice> {
  const candidates = candidatesOf(planLook.look);
  const seedCount = planLook.plates[0]?.ids.length ?? 0;
  const first = await Promise.all(
    Array.from({ length: Math.min(candidates, seedCount) }, (_, seed) => readSeed(body, planLook, seed, deps)),
  );
  const choice = await chooseOf(first, planLook, position, deps);
  if (choice !== undefined) return choice;
  const failures = first.flatMap(({ items }) => items.find((item) => item !== undefined && isHopeless(item)) ?? []);
  const [failure] = failures;
  if (failure !== undefined && failures.length === first.length) return { kind: 'failed', error: asError(failure) };
  for (let seed = candidates; seed < seedCount; seed++) {
    const further = await chooseOf([await readSeed(body, planLook, seed, deps)], planLook, position, deps);
    if (further !== undefined) return further;
  }
  return planLook.look.kind === 'extend' ? { kind: 'failed', error: nonePassed(seedCount) } : { kind: 'set in place' };
}

async function readSeed(
  { tenant }: PlanBody,
  { plates }: PlanLook,
  seed: number,
  { table }: FinishDeps,
): Promise<Candidate> {
  const ids = plates.map((spec) => spec.ids[seed] ?? '');
  return { ids, items: await Promise.all(ids.map((id) => table.read('plate', itemKey.plate(tenant, id)))) };
}

/** The best of some seeds, what of them is still to be painted, or undefined where none of them is usable. */
async function chooseOf(
  seeds: readonly Candidate[],
  planLook: PlanLook,
  position: number,
  deps: FinishDeps,
): Promise<PlateChoice | undefined> {
  const missing = seeds.flatMap(({ ids, items }) => ids.filter((_, index) => !isOver(items[index])));
  if (missing.length > 0) return { kind: 'missing', plateIds: missing };
  const [best] = seeds.flatMap((seed) => passingOf(seed) ?? []).toSorted((a, b) => comparePlates(a.worst, b.worst));
  if (best === undefined) return undefined;
  return { kind: 'painted', chosen: await chosenPlate(best.items[position], planLook.plates[position], deps) };
}

const isOver = (item: PlateItem | undefined): boolean => item !== undefined && hasEnded(item);

/** A seed with its worst plate; undefined where a plate of it failed or does not pass. */
function passingOf({ items }: Candidate): Passing | undefined {
  const painted = items.flatMap((item) => (item?.state === 'painted' && item.measures !== undefined ? [item] : []));
  const measures = painted.flatMap((item) => item.measures ?? []);
  const [worst] = measures.toSorted((a, b) => comparePlates(b, a));
  if (worst === undefined || measures.length < items.length || !measures.every(passesGates)) return undefined;
  return { items: painted, worst };
}

async function chosenPlate(
  item: PlateItem | undefined,
  spec: PlateSpec | undefined,
  { store }: FinishDeps,
): Promise<ChosenPlate> {
  if (item?.painted === undefined || spec === undefined) throw new Error('A painted plate has no facts');
  return { item, plate: await openPlate(item.painted.plate.key, store), spec };
}

/** Failures of one picture; the same job with another seed may well be painted. */
const codesOfOneSeed: readonly string[] = ['PICTURE_DENIED', 'PLATE_UNREADABLE'];

const isHopeless = ({ state, failure }: PlateItem): boolean =>
  state === 'failed' && !codesOfOneSeed.includes(failure?.code ?? '');

/** What the container said, under its own code where that is one of ours. */
function asError({ failure }: PlateItem): PipelineError {
  const sentence = failure?.sentence ?? 'Expected a painted plate, got none; read the container’s log.';
  return new PipelineError(isErrorCode(failure?.code) ? failure.code : 'PAINT_FAILED', sentence);
}

const nonePassed = (seeds: number): PipelineError =>
  new PipelineError(
    'NO_PLATE_PASSED',
    `Expected one of ${seeds} paintings around the photo to pass its checks, got none; change the prompt or the settings of the look.`,
  );
