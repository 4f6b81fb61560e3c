import { describe, expect, it } from 'vitest';
import { judgePlate } from '../../../../functions/finish-variants/judge-plate.ts';
import type { PaintFacts, PaintJob } from '../../../../shared/contracts/paint-job.ts';
import type { PaintPass } from '../../../../shared/contracts/plan.ts';
import { plateLimits } from '../../../../shared/contracts/plate-gates.ts';
import { encodeMask, encodeRaster, type Mask, type Raster } from '../../../../shared/imaging/raster.ts';
import type { Segmenter } from '../../../../shared/imaging/segment-product.ts';
import { memoryStore } from '../../cli/memory-ports.ts';
import { type Colour, drawMask, drawRaster, noiseAt } from '../../imaging/pictures.ts';

const plateId = 'a'.repeat(32);
const canvas = { widthPx: 256, heightPx: 256 };
const rect = { left: -1, bottom: 0, width: 2, height: 2 };
const hero: PaintPass = { name: 'hero', canvas, rect, keep: null };
const wide: PaintPass = {
  ...{ name: 'wide', canvas: { widthPx: 448, heightPx: 256 }, rect: { ...rect, left: -1.75, width: 3.5 } },
  keep: { leftPx: 96, topPx: 0, ...canvas },
};

/** Sees what is clearly red. */
const redSegmenter: Segmenter = {
  ...{ sidePx: 128, closerLookBelowShare: 1 },
  segment: async (rgb) =>
    Float32Array.from({ length: 128 * 128 }, (_, i) => ((rgb[3 * i] ?? 0) > (rgb[3 * i + 1] ?? 0) + 60 ? 1 : 0)),
};
const noSegmenter = () => Promise.reject(new Error('no network'));

const isProduct = (x: number, y: number) => x >= 88 && x < 168 && y >= 100 && y < 200;
/** A wall above a table, and on it what is red where `isRed` says so. */
const scene = (
  size: { widthPx: number; heightPx: number },
  isRed: (x: number, y: number) => boolean = () => false,
  more = (_x: number) => 0,
) =>
  drawRaster(size.widthPx, size.heightPx, (x, y): Colour => {
    if (isRed(x, y)) return [190, 50, 50];
    const level = Math.round((y < 170 ? 190 : 120) + 4 * (noiseAt(x, y) - 0.5) + more(x));
    return [level, level, level];
  });
const mask = drawMask(256, 256, (x, y) => (isProduct(x, y) ? 0 : 255));

async function judge(
  pictures: { plate: Raster; underpaint: Raster; mask?: Mask },
  passes: PaintPass[],
  openSegmenter: () => Promise<Segmenter> = async () => redSegmenter,
  layout: PaintFacts['layout'] = 'init',
) {
  const store = memoryStore();
  const stored = (key: string, size: { widthPx: number; heightPx: number }) => ({
    key,
    sha256: 'b'.repeat(64),
    widthPx: size.widthPx,
    heightPx: size.heightPx,
  });
  await store.putIfAbsent('work', 'plate.png', (await encodeRaster(pictures.plate)).bytes, 'image/png');
  await store.putIfAbsent('work', 'underpaint.png', (await encodeRaster(pictures.underpaint)).bytes, 'image/png');
  if (pictures.mask !== undefined) {
    await store.putIfAbsent('work', 'mask.png', (await encodeMask(pictures.mask)).bytes, 'image/png');
  }
  const job: PaintJob = {
    ...{ v: 1, plateId, attempt: 1, engine: 'sdxl', prompt: 'a table', seed: 1, bucket: 'work', passes },
    underpaint: stored('underpaint.png', pictures.underpaint),
    ...(pictures.mask === undefined ? {} : { mask: stored('mask.png', pictures.mask) }),
    outputPrefix: `plates/acme/${plateId}/`,
  };
  const facts: PaintFacts = {
    ...{ v: 1, plateId, plate: stored('plate.png', pictures.plate), engine: 'sdxl', weights: null, licence: 'none' },
    ...{ seed: 1, steps: 1, scheduler: null, seconds: 1, gpuMemoryMib: null, promptUsed: true, layout },
  };
  return judgePlate(job, facts, { store, openSegmenter });
}

describe('a plate of an empty stage', () => {
  it('is compared with no layout where the engine began from noise', async () => {
    const pictures = { plate: scene(wide.canvas), underpaint: scene(canvas) };

    const measures = await judge(pictures, [hero, wide], undefined, 'none');

    expect(measures).toMatchObject({ layoutAgreement: 'notApplicable', surfaceLine: 'notApplicable' });
    expect(measures.seam).toEqual(expect.any(Number));
  });

  it('has its layout, line, sharpness and seam measured, and opens no network', async () => {
    const plate = scene(wide.canvas);

    const measures = await judge({ plate, underpaint: scene(canvas) }, [hero, wide], noSegmenter);

    expect(measures.layoutAgreement).toBeGreaterThan(0.98);
    expect(measures.surfaceLine).toBeLessThan(0.01);
    expect(measures.sharpness).toBeGreaterThan(0.5);
    expect(measures.seam).toBeLessThan(1.15);
    expect([measures.growth, measures.secondProduct]).toEqual(['notApplicable', 'notApplicable']);
  });

  it('has no seam where it is painted at once', async () => {
    const measures = await judge({ plate: scene(canvas), underpaint: scene(canvas) }, [hero], noSegmenter);

    expect(measures.seam).toBe('notApplicable');
  });

  it('shows a seam where a pass went on in another tone', async () => {
    const plate = scene(wide.canvas, undefined, (x) => (x < 96 || x >= 352 ? 8 : 0));

    const { seam } = await judge({ plate, underpaint: scene(canvas) }, [hero, wide], noSegmenter);

    expect(seam).toBeGreaterThan(plateLimits.mostSeam);
  });
});

describe('a plate around the product', () => {
  const underpaint = scene(canvas, isProduct);

  it('is measured for growth and a second product in the frame of its first pass', async () => {
    const plate = scene(wide.canvas, (x, y) => isProduct(x - 96, y));
    const grown = scene(wide.canvas, (x, y) => isProduct(x - 96, y) || (x >= 264 && x < 304 && y >= 120 && y < 160));
    const doubled = scene(wide.canvas, (x, y) => isProduct(x - 96, y) || (x >= 300 && x < 340 && y >= 140 && y < 180));

    const [good, more, two] = await Promise.all(
      [plate, grown, doubled].map((each) => judge({ plate: each, underpaint, mask }, [hero, wide])),
    );

    expect(good).toMatchObject({ growth: 0, secondProduct: 0 });
    expect(more?.growth).toBeCloseTo(0.2, 1);
    expect(two?.secondProduct).toBeCloseTo(0.2, 1);
  });

  it('shows a ring that the mask left around the product as a seam', async () => {
    const isNear = (x: number, y: number) => x >= 74 && x < 182 && y >= 86 && y < 214;
    const plain = scene(canvas, isProduct);
    const ringed = {
      ...plain,
      data: plain.data.map((level, at) => {
        const [x, y] = [Math.floor(at / 3) % 256, Math.floor(at / 3 / 256)];
        return isNear(x, y) && !isProduct(x, y) ? level + 12 : level;
      }),
    };

    const [clean, halo] = await Promise.all([plain, ringed].map((plate) => judge({ plate, underpaint, mask }, [hero])));

    expect(clean?.seam).toBeLessThan(1.25);
    expect(halo?.seam).toBeGreaterThan(plateLimits.mostSeam);
  });

  it('is not judged without the network', async () => {
    await expect(judge({ plate: underpaint, underpaint, mask }, [hero], noSegmenter)).rejects.toThrow('no network');
  });
});

describe('a photo whose backdrop goes on', () => {
  const keep = { leftPx: 64, topPx: 32, widthPx: 128, heightPx: 192 };
  const extend: PaintPass = { name: 'hero', canvas, rect, keep };
  const crop = (whole: Raster): Raster =>
    drawRaster(keep.widthPx, keep.heightPx, (x, y): Colour => {
      const at = 3 * ((y + keep.topPx) * 256 + x + keep.leftPx);
      return [whole.data[at] ?? 0, whole.data[at + 1] ?? 0, whole.data[at + 2] ?? 0];
    });
  const photo = crop(scene(canvas, isProduct));

  it('passes where the surroundings go on', async () => {
    const measures = await judge({ plate: scene(canvas, isProduct), underpaint: photo }, [extend]);

    expect(measures).toMatchObject({ layoutAgreement: 'notApplicable', surfaceLine: 'notApplicable' });
    expect(measures).toMatchObject({ growth: 0, secondProduct: 0 });
    expect(measures.seam).toBeLessThan(1.15);
  });

  it('shows a second product, and the border of the photo', async () => {
    const doubled = scene(canvas, (x, y) => isProduct(x, y) || (x >= 200 && x < 240 && y >= 130 && y < 190));
    const framed = scene(canvas, isProduct, (x) => (x < 64 || x >= 192 ? 10 : 0));

    const two = await judge({ plate: doubled, underpaint: photo }, [extend]);
    const seamed = await judge({ plate: framed, underpaint: photo }, [extend]);

    expect(two.secondProduct).toBeCloseTo(0.3, 1);
    expect(seamed.seam).toBeGreaterThan(plateLimits.mostSeam);
  });
});
