import type { PlateItem } from '../../shared/contracts/items.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';
import type { PlanBody, PlanLook, PlateSpec } from '../../shared/contracts/plan.ts';
import type { Plate } from '../../shared/imaging/decode-plate.ts';
import type { FinishDeps } from './finish-variants.ts';
import { openPlate, passesGates } from './judge-plate.ts';

/** The plate that a chunk is made from. */
export type ChosenPlate = { readonly item: PlateItem; readonly plate: Plate; readonly spec: PlateSpec };

/**
 * What a chunk's background is: a painted plate; `set in place` after no seed gave a usable plate; `missing` with the
 * plates (of the first seed not yet refused) that must be painted first; or `failed` where nothing can be shown: painting
 * ended for good, or an `extend` look, which has no set, has no usable plate.
 */
export type PlateChoice =
  | { readonly kind: 'painted'; readonly chosen: ChosenPlate }
  | { readonly kind: 'set in place' }
  | { readonly kind: 'missing'; readonly plateIds: readonly string[] }
  | { readonly kind: 'failed'; readonly error: PipelineError };

/**
 * Chooses the plate for one plate position of a look: the first seed of which every plate of the look (close and
 * wide belong together) is painted and passes the gates.
 */
export async function choosePlate(
  body: PlanBody,
  planLook: PlanLook,
  position: number,
  deps: FinishDeps,
): Promise<PlateChoice> {
  const seedCount = planLook.plates[0]?.ids.length ?? 0;
  for (let seed = 0; seed < seedCount; seed++) {
    const ids = planLook.plates.map((spec) => spec.ids[seed] ?? '');
    const items = await Promise.all(ids.map((id) => deps.table.read('plate', itemKey.plate(body.tenant, id))));
    const failed = items.find((item) => item?.state === 'failed');
    if (failed !== undefined) return { kind: 'failed', error: asError(failed) };
    const missing = ids.filter((_, index) => items[index]?.state !== 'painted');
    if (missing.length > 0) return { kind: 'missing', plateIds: missing };
    if (items.every((item) => item?.measures !== undefined && passesGates(item.measures))) {
      return { kind: 'painted', chosen: await chosenPlate(items[position], planLook.plates[position], deps) };
    }
  }
  return planLook.look.kind === 'extend' ? { kind: 'failed', error: nonePassed(seedCount) } : { kind: 'set in place' };
}

async function chosenPlate(
  item: PlateItem | undefined,
  spec: PlateSpec | undefined,
  { store }: FinishDeps,
): Promise<ChosenPlate> {
  if (item?.painted === undefined || spec === undefined) throw new Error('A painted plate has no facts');
  return { item, plate: await openPlate(item.painted.plate.key, store), spec };
}

const asError = ({ failure }: PlateItem): PipelineError =>
  new PipelineError(
    'PAINT_FAILED',
    failure?.sentence ?? 'Expected a painted plate, got none; read the container’s log.',
  );

const nonePassed = (seeds: number): PipelineError =>
  new PipelineError(
    'NO_PLATE_PASSED',
    `Expected one of ${seeds} paintings around the photo to pass its checks, got none; change the prompt or the settings of the look.`,
  );
