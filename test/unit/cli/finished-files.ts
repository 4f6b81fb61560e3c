import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChosenPlate } from '../../../functions/finish-variants/choose-plate.ts';
import type { FinishDeps } from '../../../functions/finish-variants/finish-variants.ts';
import { makeVariant } from '../../../functions/finish-variants/make-variant.ts';
import { openZooms } from '../../../functions/finish-variants/open-zooms.ts';
import { openLayout } from '../../../functions/plan-renders/open-layout.ts';
import { openStart } from '../../../functions/plan-renders/open-start.ts';
import type { AdHocPlacement, Look } from '../../../shared/contracts/brief.ts';
import { sha256Hex } from '../../../shared/contracts/ids.ts';
import { plateItem } from '../../../shared/contracts/items.ts';
import type { PlateSpec } from '../../../shared/contracts/plan.ts';
import { type Receipt, receipt } from '../../../shared/contracts/receipt.ts';
import { decodePlate } from '../../../shared/imaging/decode-plate.ts';
import { maskPhoto } from '../../../shared/imaging/mask-steps.ts';
import { prepareProduct, prepareWholePhoto } from '../../../shared/imaging/prepare-product.ts';
import { decodeMask, encodeMask, encodeRaster, type Mask, type Raster } from '../../../shared/imaging/raster.ts';
import type { Segmenter } from '../../../shared/imaging/segment-product.ts';
import { readStage } from '../../../shared/imaging/studio-stage.ts';
import { renderUnderpaint } from '../../../shared/imaging/underpaint.ts';
import { renderUnderpaintAround } from '../../../shared/imaging/underpaint-around.ts';
import { makePlan, type Plan } from '../../../shared/planning/make-plan.ts';
import { discMask } from '../imaging/pictures.ts';
import { photoOf, stripes } from '../imaging/placed-products.ts';
import { memoryStore, memoryTable } from './memory-ports.ts';

const setsFolder = join(import.meta.dirname, '../../../shared/sets');

/** A finished file with all that a stranger needs to check it. */
export type Finished = {
  readonly photoBytes: Uint8Array;
  readonly matteBytes: Uint8Array;
  readonly variantBytes: Uint8Array;
  readonly receipt: Receipt;
};

/** Photo and matte of a striped disc, 380 px across. */
export async function discPhoto(): Promise<Pick<Finished, 'photoBytes' | 'matteBytes'>> {
  const matte = discMask(480, 480, 240, 240, 190);
  const [photo, given] = await Promise.all([encodeRaster(photoOf(matte, stripes)), encodeMask(matte)]);
  return { photoBytes: photo.bytes, matteBytes: given.bytes };
}

/** For photos whose matte is given. */
export const noNetwork: Segmenter = {
  ...{ sidePx: 320, closerLookBelowShare: 1 },
  segment: () => Promise.reject(new Error('Expected that the network is not asked.')),
};

/**
 * What becomes of a scene: the plate that an engine with weights paints from the underpaint (and the mask of where, if it
 * sees the product), or none from any seed.
 */
export type Painting = ((underpaint: Raster, mask: Mask | null) => Raster) | 'set in place';

/**
 * A photo masked by its matte, planned and finished by the real steps, with the receipt that they write. Of a scene, the
 * plate is its underpaint unless `painting` says otherwise.
 */
export async function finishFile(
  { photoBytes, matteBytes }: Pick<Finished, 'photoBytes' | 'matteBytes'>,
  placement: string | AdHocPlacement,
  look: Look = { kind: 'plain', name: 'white', colour: '#ffffff' },
  painting: Painting = (underpaint) => underpaint,
): Promise<Finished> {
  const masked = await maskPhoto({ photoBytes, givenMatteBytes: matteBytes, segmenter: noNetwork });
  const stored = ({ bytes }: { bytes: Uint8Array }) => ({ key: 'stored', sha256: sha256Hex(bytes) });
  const { body, underpaints } = await makePlan({
    ...{ tenant: 'local', sku: 'disc', view: 'main', assetId: '0'.repeat(32), photoSha256: sha256Hex(photoBytes) },
    ...{ p: stored(masked.p), matte: stored(masked.matte), cutout: stored(masked.cutout), facts: masked.facts },
    brief: { v: 1, looks: [look], placements: [placement] },
    ...{ engine: look.kind === 'scene' ? 'sdxl' : null, engineWeights: null },
    renderUnderpaint: async (start, rect, size) =>
      renderUnderpaint(await openStart(start, setsFolder, memoryStore()), rect, size),
    renderUnderpaintAround: async (layout, placing, facts) =>
      renderUnderpaintAround(await openLayout(layout, setsFolder), masked.cutout.bytes, placing, facts),
  });
  const [planLook] = body.looks;
  const [slot] = planLook?.slots ?? [];
  if (planLook === undefined || slot?.outcome !== 'make')
    throw new Error(`Expected a slot to make, got ${JSON.stringify(slot)}`);
  const product =
    look.kind === 'extend'
      ? await prepareWholePhoto(masked.p.bytes)
      : await prepareProduct({ p: masked.p.bytes, cutout: masked.cutout.bytes }, masked.facts);
  const store = memoryStore();
  const openZoom = openZooms(planLook, { openStage: openFromFolder });
  const table = { ...memoryTable(), change: async () => ({ applied: false, item: undefined }) as const };
  const spec = planLook.plates[slot.plate ?? -1];
  const isPainted = spec !== undefined && painting !== 'set in place';
  const chosen = isPainted ? await paintPlate(spec, underpaints, painting) : undefined;
  const setInPlace = { code: 'SET_IN_PLACE_OF_SCENE', sentence: 'No seed passed.' };
  await makeVariant(
    { body, planLook, slot, product, chosen, openZoom, instead: painting === 'set in place' ? setInPlace : null },
    {
      store,
      table,
      queue: { send: async () => {} },
      endpointName: '',
      openStage: openFromFolder,
      openSegmenter: () => Promise.reject(new Error('no plate is judged')),
      clock: () => new Date(0),
      log: () => {},
    },
  );
  const written = await Promise.all((['variants', 'work'] as const).map((bucket) => readWritten(store, bucket)));
  const [variantBytes, proof] = written.flat();
  if (variantBytes === undefined || proof === undefined) throw new Error('Expected a file and its receipt');
  return { photoBytes, matteBytes, variantBytes, receipt: receipt.parse(JSON.parse(new TextDecoder().decode(proof))) };
}

/** A plate of one pass, painted here, as finishing finds it. */
async function paintPlate(
  spec: PlateSpec,
  underpaints: Plan['underpaints'],
  paint: Exclude<Painting, string>,
): Promise<ChosenPlate> {
  if (spec.passes.length !== 1) throw new Error(`Expected a small plate, got ${spec.passes.length} passes`);
  const bytesOf = (key?: string) => underpaints.find((each) => each.key === key)?.bytes ?? new Uint8Array();
  const mask = spec.mask === null ? null : await decodeMask(bytesOf(spec.mask.key));
  const plate = paint(await decodePlate(bytesOf(spec.underpaint.key)), mask);
  const [plateId = '', seed = 1] = [spec.ids[0], spec.seeds[0]];
  const measured = { sharpness: 4, seam: 1.1, growth: 0.01, secondProduct: 0 };
  const item = plateItem.parse({
    ...{ state: 'painted', tenant: 'local', plateId },
    painted: {
      ...{
        v: 1,
        plateId,
        plate: { ...spec.underpaint, key: 'plate.png' },
        engine: 'sdxl',
        seed,
        steps: 20,
        seconds: 1,
      },
      ...{ weights: { id: 'sdxl', sha256: '1'.repeat(64) }, licence: 'CreativeML Open RAIL++-M', scheduler: 'DDIM' },
      promptUsed: true,
    },
    measures: { layoutAgreement: 0.95, surfaceLine: 0.01, ...measured },
  });
  return { item, plate, spec };
}

const openFromFolder: FinishDeps['openStage'] = (...zoom) => readStage(setsFolder, ...zoom);

/** The file and its receipt of a bucket, in this order. */
async function readWritten(store: ReturnType<typeof memoryStore>, bucket: 'variants' | 'work'): Promise<Uint8Array[]> {
  const found = await store.list(bucket, '');
  const read = await Promise.all(found.map(({ key }) => store.get(bucket, key)));
  return read.flatMap((each) => (each === undefined ? [] : [each.bytes]));
}

/** Writes the files as a pull leaves them; gives their paths. */
export async function writeFinished(folder: string, finished: Finished) {
  const { photoBytes, matteBytes, variantBytes, receipt: proof } = finished;
  const paths = {
    photo: join(folder, 'photos/disc.png'),
    matte: join(folder, 'photos/disc.matte.png'),
    variant: join(folder, `white/${proof.placement.id}.${proof.file.format}`),
    receipt: join(folder, `white/${proof.placement.id}.receipt.json`),
  };
  await Promise.all(['photos', 'white'].map((each) => mkdir(join(folder, each), { recursive: true })));
  await Promise.all([
    writeFile(paths.photo, photoBytes),
    writeFile(paths.matte, matteBytes),
    writeFile(paths.variant, variantBytes),
    writeFile(paths.receipt, JSON.stringify(proof)),
  ]);
  return paths;
}
