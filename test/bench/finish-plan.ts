import { join } from 'node:path';
import { openZooms } from '../../functions/finish-variants/open-zooms.ts';
import { openLayout } from '../../functions/plan-renders/open-layout.ts';
import { openStart } from '../../functions/plan-renders/open-start.ts';
import type { Brief } from '../../shared/contracts/brief.ts';
import type { MakeSlot, PlanLook, PlanSlot } from '../../shared/contracts/plan.ts';
import type { Background } from '../../shared/imaging/background.ts';
import { chooseProvenance } from '../../shared/imaging/choose-provenance.ts';
import { decodePlate, type Plate } from '../../shared/imaging/decode-plate.ts';
import {
  drawVariant,
  type FinishedVariant,
  type FinishInput,
  finishDrawing,
} from '../../shared/imaging/finish-steps.ts';
import type { MaskedRasters } from '../../shared/imaging/mask-steps.ts';
import { assembleProduct, cutNothing, type Product } from '../../shared/imaging/prepare-product.ts';
import { encodeRaster, type Raster } from '../../shared/imaging/raster.ts';
import { readStage } from '../../shared/imaging/studio-stage.ts';
import { renderUnderpaint } from '../../shared/imaging/underpaint.ts';
import { renderUnderpaintAround } from '../../shared/imaging/underpaint-around.ts';
import { sweepOf } from '../../shared/planning/choose-set.ts';
import { makePlan } from '../../shared/planning/make-plan.ts';
import { rowsOfFiles } from '../../shared/planning/rows-of-files.ts';

const engine = 'studio';
const payload = { key: 'nowhere', sha256: '0'.repeat(64) };
/** The engine `studio` continues no photo, so that none is read. */
const noStore = { get: () => Promise.reject(new Error('Expected that no photo is read.')) };
const setsFolder = join(import.meta.dirname, '../../shared/sets');

/** What came of a slot of a look: each of its files, or undefined where the plan refuses it. */
export type OnSlot = (slot: PlanSlot, made: FinishedVariant | undefined, look: string) => void;
/** A slot of a plan; `open` gives what its file is made from, undefined where the plan refuses it. */
export type OpenedSlot = {
  readonly look: PlanLook;
  readonly slot: PlanSlot;
  readonly open: () => Promise<FinishInput | undefined>;
};

/**
 * Plans a masked photo and finishes every slot in this process, `atOnce` at a time, without an intermediate encode. A
 * scene is finished over its underpaint.
 */
export async function finishPlan(masked: MaskedRasters, brief: Brief, onSlot: OnSlot, atOnce = 1): Promise<void> {
  const left = await openPlan(masked, brief);
  const finishNext = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const input = await next.open();
      const { look } = next.look;
      if (input === undefined) {
        onSlot(next.slot, undefined, look.name);
        continue;
      }
      const drawing = await drawVariant(input);
      for (const placement of rowsOfFiles(look, input.placement))
        onSlot(next.slot, await finishDrawing({ ...input, placement }, drawing), look.name);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, finishNext));
}

/** Plans a masked photo; nothing of its slots is finished yet. */
export async function openPlan({ facts, p, cutout }: MaskedRasters, brief: Brief): Promise<OpenedSlot[]> {
  const { body, underpaints } = await makePlan({
    ...{ tenant: 'bench', sku: 'photo', view: 'main', assetId: payload.sha256.slice(0, 32) },
    ...{ photoSha256: payload.sha256, p: payload, matte: payload, cutout: payload, facts, brief },
    ...{ engine, engineWeights: null },
    renderUnderpaint: async (start, rect, size) =>
      renderUnderpaint(await openStart(start, setsFolder, noStore), rect, size),
    renderUnderpaintAround: async (layout, placing, seen) =>
      renderUnderpaintAround(await openLayout(layout, setsFolder), (await encodeRaster(cutout)).bytes, placing, seen),
  });
  const cutProduct = assembleProduct(p, cutout, facts.cutBox);
  const isWholeShown = body.looks.some(({ look }) => look.kind === 'extend');
  const wholePhoto = isWholeShown ? assembleWhole(p) : cutProduct;
  const plates = new Map<string, Plate>();
  for (const { key, bytes } of underpaints) plates.set(key, await decodePlate(bytes));
  return body.looks.flatMap((look) => {
    const zooms = openZooms(look, { openStage: (...zoom) => readStage(setsFolder, ...zoom) });
    return look.slots.map((slot) => {
      const open = async (): Promise<FinishInput | undefined> => {
        if (slot.outcome === 'refused') return undefined;
        const { placement, placing } = slot;
        const background = await backgroundOf(look, slot, plates, zooms);
        const product = look.look.kind === 'extend' ? wholePhoto : cutProduct;
        const origin = look.look.kind === 'plain' ? 'flat colour' : 'rendered';
        const provenance = chooseProvenance(origin, facts.rights, placement);
        return { product, facts, background, placing, placement, provenance, seed: 1 };
      };
      return { look, slot, open };
    });
  });
}

function assembleWhole(p: Raster): Product {
  const { cutout, cutBox } = cutNothing(p);
  return assembleProduct(p, cutout, cutBox);
}

async function backgroundOf(
  { look, set, fit: light, plates: specs }: PlanLook,
  slot: MakeSlot,
  plates: ReadonlyMap<string, Plate>,
  open: ReturnType<typeof openZooms>,
): Promise<Background> {
  if (look.kind === 'extend') return { kind: 'extend' };
  if (look.kind === 'plain') return { kind: 'plain', colour: look.colour };
  const fit = light === null ? {} : { fit: light };
  const spec = slot.plate === null ? undefined : specs[slot.plate];
  const plate = spec === undefined ? undefined : plates.get(spec.underpaint.key);
  if (spec !== undefined && plate !== undefined) {
    return { kind: 'plate', plate, rect: spec.rect, pxPerU: spec.pxPerU, hasContactOnly: spec.mask !== null, ...fit };
  }
  if (set === null) throw new TypeError(`Expected the set of the look ${look.name}, got none`);
  if ('sweep' in set || slot.setCrop === null) return { kind: 'sweep', colour: sweepOf(set), ...fit };
  return { kind: 'studio', stage: await open(slot.setCrop.zoom), crop: slot.setCrop, tint: set.tint, ...fit };
}
