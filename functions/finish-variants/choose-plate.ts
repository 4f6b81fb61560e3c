import type { PlateItem } from '../../shared/contracts/items.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';
import type { PlanBody, PlanLook, PlateSpec } from '../../shared/contracts/plan.ts';
import { decodePlate, type Plate } from '../../shared/imaging/decode-plate.ts';
import { layoutAgreement } from '../../shared/imaging/layout-agreement.ts';
import type { FinishDeps } from './finish-variants.ts';

/** Below this correlation a plate no longer shows the set it was started from (imaging.md: a starting point). */
const minLayoutAgreement = 0.8;

/** The plate that a chunk is made from. */
export type ChosenPlate = {
  readonly item: PlateItem;
  readonly plate: Plate;
  readonly spec: PlateSpec;
  readonly layoutAgreement: number;
};

/**
 * What a chunk's background is: a painted plate; `set in place` after no seed gave a usable plate; `missing` with the
 * plates (of the first seed not yet refused) that must be painted first; or `failed` where painting ended for good.
 */
export type PlateChoice =
  | { readonly kind: 'painted'; readonly chosen: ChosenPlate }
  | { readonly kind: 'set in place' }
  | { readonly kind: 'missing'; readonly plateIds: readonly string[] }
  | { readonly kind: 'failed'; readonly error: PipelineError };

/**
 * Chooses the plate for one plate position of a look: the first seed of which every plate of the look (close and
 * wide belong together) is painted and keeps the layout.
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
    const judged = await Promise.all(items.map((item, index) => judge(item, planLook.plates[index], deps)));
    const chosen = judged[position];
    if (
      chosen !== undefined &&
      judged.every((each) => each !== undefined && each.layoutAgreement >= minLayoutAgreement)
    ) {
      return { kind: 'painted', chosen };
    }
  }
  return { kind: 'set in place' };
}

async function judge(
  item: PlateItem | undefined,
  spec: PlateSpec | undefined,
  { store }: FinishDeps,
): Promise<ChosenPlate | undefined> {
  if (item?.painted === undefined || spec === undefined) return undefined;
  const [painted, underpaint] = await Promise.all([
    store.get('work', item.painted.plate.key),
    store.get('work', spec.underpaint.key),
  ]);
  if (painted === undefined || underpaint === undefined) throw new Error(`A picture of plate ${item.plateId} is gone`);
  const plate = await decodePlate(painted.bytes);
  const agreement = await layoutAgreement(
    plate,
    spec.rect,
    await decodePlate(underpaint.bytes),
    spec.passes[0]?.rect ?? spec.rect,
  );
  return { item, plate, spec, layoutAgreement: agreement };
}

const asError = ({ failure }: PlateItem): PipelineError =>
  new PipelineError(
    'PAINT_FAILED',
    failure?.sentence ?? 'Expected a painted plate, got none; read the container’s log.',
  );
