import { beforeAll, describe, expect, it } from 'vitest';
import type { FinishDeps } from '../../../../functions/finish-variants/finish-variants.ts';
import { makeVariant } from '../../../../functions/finish-variants/make-variant.ts';
import { openStart } from '../../../../functions/plan-renders/open-start.ts';
import type { Look } from '../../../../shared/contracts/brief.ts';
import { sha256Hex } from '../../../../shared/contracts/ids.ts';
import { type PlateItem, plateItem } from '../../../../shared/contracts/items.ts';
import { type Receipt, receipt } from '../../../../shared/contracts/receipt.ts';
import { maskPhoto } from '../../../../shared/imaging/mask-steps.ts';
import { prepareWholePhoto } from '../../../../shared/imaging/prepare-product.ts';
import { encodeMask, encodeRaster } from '../../../../shared/imaging/raster.ts';
import { readPicture } from '../../../../shared/imaging/read-picture.ts';
import { renderUnderpaint } from '../../../../shared/imaging/underpaint.ts';
import { makePlan } from '../../../../shared/planning/make-plan.ts';
import { photoOnPlate } from '../../../../shared/planning/passes-around-photo.ts';
import { noNetwork } from '../../cli/finished-files.ts';
import { memoryStore, memoryTable } from '../../cli/memory-ports.ts';
import { faultsOf } from '../../imaging/found-faults.ts';
import { discMask, drawRaster } from '../../imaging/pictures.ts';
import { photoOf, stripes } from '../../imaging/placed-products.ts';
import { unseenProduct } from '../../planning/unseen-product.ts';

const look: Look = { name: 'extend', kind: 'extend' };
/** Tiles, which are not plain: light and dark squares of 24 px. */
const tiles = (x: number, y: number): number => ((Math.floor(x / 24) + Math.floor(y / 24)) % 2 === 0 ? 150 : 190);
const surroundings = [90, 120, 60] as const;

/** A disc of 200 px on tiles, planned for an engine, and finished over a plate of one colour around it. */
async function finishTiled() {
  const matte = discMask(480, 360, 240, 180, 100);
  const photo = photoOf(matte, stripes);
  const tiled = drawRaster(480, 360, (x, y) => {
    const at = 3 * (y * 480 + x);
    const share = (matte.data[y * 480 + x] ?? 0) / 255;
    const mix = (c: number) => Math.round(share * (photo.data[at + c] ?? 0) + (1 - share) * tiles(x, y));
    return [mix(0), mix(1), mix(2)];
  });
  const [photoBytes, matteBytes] = [(await encodeRaster(tiled)).bytes, (await encodeMask(matte)).bytes];
  const masked = await maskPhoto({ photoBytes, givenMatteBytes: matteBytes, segmenter: noNetwork });
  const store = memoryStore();
  await store.putIfAbsent('work', 'p.png', masked.p.bytes, 'image/png');
  const stored = ({ bytes }: { bytes: Uint8Array }) => ({ key: 'p.png', sha256: sha256Hex(bytes) });
  const { body } = await makePlan({
    ...{ tenant: 'local', sku: 'disc', view: 'main', assetId: '0'.repeat(32), photoSha256: sha256Hex(photoBytes) },
    ...{ p: stored(masked.p), matte: stored(masked.matte), cutout: stored(masked.cutout), facts: masked.facts },
    brief: { v: 1, looks: [look], placements: [{ id: 'wide', width: 640, height: 320, format: 'png' }] },
    engine: 'sdxl',
    renderUnderpaint: async (start, rect, size) => renderUnderpaint(await openStart(start, 'none', store), rect, size),
    ...unseenProduct,
  });
  const [planLook] = body.looks;
  const [slot] = planLook?.slots ?? [];
  const [spec] = planLook?.plates ?? [];
  const canvas = spec?.passes.at(-1)?.canvas;
  if (planLook === undefined || slot?.outcome !== 'make' || spec === undefined || canvas === undefined)
    throw new Error(`Expected a slot with a plate, got ${JSON.stringify(slot)}`);
  const item = paintedItem(spec.ids[0] ?? '', canvas);
  const plate = drawRaster(canvas.widthPx, canvas.heightPx, () => surroundings);
  const written = memoryStore();
  const deps: FinishDeps = {
    ...{ store: written, queue: { send: async () => {} }, endpointName: '', clock: () => new Date(0), log: () => {} },
    table: { ...memoryTable(), change: async () => ({ applied: false, item: undefined }) as const },
    openStage: () => Promise.reject(new Error('Expected that no stage is opened.')),
    openSegmenter: () => Promise.reject(new Error('Expected that no plate is judged.')),
  };
  await makeVariant(
    {
      ...{ body, planLook, slot, product: await prepareWholePhoto(masked.p.bytes), chosen: { item, plate, spec } },
      ...{ openZoom: () => Promise.reject(new Error('Expected that no set is opened.')), instead: null },
    },
    deps,
  );
  const found = await Promise.all((await written.list('variants', '')).map(({ key }) => written.get('variants', key)));
  const [variant, proof] = found.flatMap((each) => (each === undefined ? [] : [each.bytes]));
  if (variant === undefined || proof === undefined) throw new Error('Expected a published file and its receipt');
  const parsed = receipt.parse(JSON.parse(new TextDecoder().decode(proof)));
  return { photoBytes, matteBytes, variantBytes: variant, receipt: parsed, slot, spec, item };
}

/** What the table holds of a plate that an engine painted. */
const paintedItem = (plateId: string, canvas: { widthPx: number; heightPx: number }): PlateItem =>
  plateItem.parse({
    ...{ state: 'painted', tenant: 'local', plateId },
    painted: {
      ...{ v: 1, plateId, plate: { key: 'plate.png', sha256: 'd'.repeat(64), ...canvas }, engine: 'sdxl' },
      ...{ weights: { id: 'sdxl', sha256: 'e'.repeat(64) }, licence: 'a licence', seed: 1, steps: 28 },
      ...{ scheduler: null, seconds: 4, gpuMemoryMib: null, promptUsed: true },
    },
    measures: {
      ...{ layoutAgreement: 'notApplicable', surfaceLine: 'notApplicable', sharpness: 2, seam: 1.1 },
      ...{ growth: 'notApplicable', secondProduct: 'notApplicable' },
    },
  });

let made: Awaited<ReturnType<typeof finishTiled>>;
let proof: Receipt;
beforeAll(async () => {
  made = await finishTiled();
  proof = made.receipt;
});

describe('a picture of an extend look that an engine painted around', () => {
  it('shows the whole photo in its frame, and around it the plate', async () => {
    const { raster } = await readPicture(made.variantBytes);

    const { cut } = made.slot.placing;
    const pixel = (x: number, y: number) => [...raster.data.subarray(3 * (y * 640 + x), 3 * (y * 640 + x) + 3)];
    expect([raster.widthPx, raster.heightPx, cut.heightPx]).toEqual([640, 320, 320]);
    for (const x of [0, cut.leftPx - 8, cut.leftPx + cut.widthPx + 8, 639]) {
      for (const [channel, level] of pixel(x, 100).entries()) {
        expect(Math.abs(level - (surroundings[channel] ?? 0))).toBeLessThanOrEqual(3);
      }
    }
    expect(pixel(cut.leftPx + 2, 100)[0]).toBeGreaterThan(140);
  });

  it('says in file and receipt that a model painted, by which engine, on which plate', () => {
    expect(proof.provenance.digitalSourceType).toBe('compositeWithTrainedAlgorithmicMedia');
    expect(proof).toMatchObject({ state: 'published', reasons: [], kind: 'extend', set: null, seam: 1.1 });
    expect(proof.plate).toMatchObject({ id: made.item.plateId, engine: 'sdxl', seed: 1, promptUsed: true });
    expect(proof.interior).toMatchObject({ share: 1, maxAbsBeforeEncode: 0 });
  });

  it('says which part of the plate is shown, which lies on it', () => {
    const { shown, widthPx = 0, heightPx = 0, enlargement = 0 } = proof.plate ?? {};
    const { leftPx = 0, topPx = 0, widthPx: shownWidth = 0, heightPx: shownHeight = 0 } = shown ?? {};

    const { cut } = made.slot.placing;
    const photo = photoOnPlate(made.spec.passes);
    expect(leftPx).toBeCloseTo((photo?.leftPx ?? 0) - cut.leftPx / enlargement, 0);
    expect([shownWidth * enlargement, shownHeight * enlargement]).toEqual([
      expect.closeTo(640, 0),
      expect.closeTo(320, 0),
    ]);
    expect(Math.min(leftPx, topPx)).toBeGreaterThan(-0.01);
    expect(leftPx + shownWidth).toBeLessThan(widthPx + 0.01);
    expect(topPx + shownHeight).toBeLessThan(heightPx + 0.01);
  });

  it('is verified by photo, file and receipt alone', async () => {
    expect(await faultsOf(made)).toEqual([]);
  });

  it('is no proof of a set', async () => {
    const set = { studio: 'marble', tint: null, isMirrored: false, zoom: 'close', uCm: 12 };

    expect(await faultsOf({ ...made, receipt: { ...proof, set } })).toEqual(['background claimed']);
  });
});
