import { describe, expect, it } from 'vitest';
import { toLinear } from '../../../shared/imaging/colour.ts';
import { ditherBackground } from '../../../shared/imaging/composite-product.ts';
import { type FinishInput, finishVariant } from '../../../shared/imaging/finish-steps.ts';
import { measurePictureNoise, missingGrain } from '../../../shared/imaging/match-grain.ts';
import { decodeRaster, type LinearRaster } from '../../../shared/imaging/raster.ts';
import { resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { renderSweep } from '../../../shared/imaging/sweep.ts';
import { type Colour, discMask, noiseAt } from './pictures.ts';
import { type Framed, placeAt, productOf, provenance, rowWith } from './placed-products.ts';

const size = { widthPx: 400, heightPx: 400 };

/** A disc at its own size in a frame. */
async function discOf(colourAt: (x: number, y: number) => Colour): Promise<Framed> {
  const cut = await productOf(discMask(480, 480, 240, 240, 150), colourAt);
  const placing = placeAt(cut, { ...size, scale: 1, leftPx: 49, topPx: 49 });
  return { ...cut, placing, placed: await resampleProduct(cut.product, placing.cut) };
}

/** A grey disc as noisy as a photo of so many levels (sigma), at its own size in a frame. */
function noisyDisc(sigma: number): Promise<Framed> {
  const grey = (x: number, y: number): Colour => {
    const normal = [1, 2, 3, 4].reduce((sum, seed) => sum + noiseAt(x, y, seed), 0) - 2;
    const level = Math.round(120 + normal * Math.sqrt(3) * sigma);
    return [level, level, level];
  };
  return discOf(grey);
}

/** Grey light as noisy as a photo of so many levels (sigma). */
function noisyLight(sigma: number): LinearRaster {
  const data = new Float32Array(3 * size.widthPx * size.heightPx);
  for (let at = 0; at < data.length; at++) {
    const pixel = Math.floor(at / 3);
    const normal = [1, 2, 3, 4].reduce((sum, seed) => sum + noiseAt(pixel % 400, Math.floor(pixel / 400), seed), 0) - 2;
    data[at] = toLinear((120 + normal * Math.sqrt(3) * sigma) / 255);
  }
  return { data, ...size };
}

const inputOf = ({ product, facts, placing }: Framed, more: Partial<FinishInput> = {}): FinishInput => {
  const row = { maxBytes: null, minWidth: 400, minHeight: 400, deliver: { ...size, format: 'png' } } as const;
  const background = { kind: 'sweep', colour: '#d8cfc0' } as const;
  return { product, facts, placing, placement: rowWith(row), provenance, background, seed: 7, ...more };
};

describe('noise', () => {
  it('is read where black and white do not cut it off', async () => {
    const { placed } = await noisyDisc(1);
    const data = placed.p.data.map((level, at) => (Math.floor(at / 3) % placed.p.widthPx < 150 ? 255 : level));
    const halfWhite = { ...placed, p: { ...placed.p, data } };
    const flat = { data: new Uint8Array(3 * 400 * 400).fill(200), channels: 3, ...size } as const;

    const [whole, half] = [measurePictureNoise(flat, placed).product, measurePictureNoise(flat, halfWhite).product];

    expect(half).toBeGreaterThan(0.9 * whole);
  });
});

describe('grain', () => {
  it.each([1, 1.5, 2])('makes a sweep as noisy as a product of %s levels, at most 1.5', async (sigma) => {
    const framed = await noisyDisc(sigma);

    const made = await finishVariant(inputOf(framed));

    const { product, around } = measurePictureNoise(await decodeRaster(made.bytes, 3), framed.placed);
    expect(product).toBeGreaterThan(0.7 * sigma);
    expect(around / Math.min(product, 1.36)).toBeGreaterThan(0.85);
    expect(around / product).toBeLessThan(1.15);
    expect(made.grainLevels).toBeLessThanOrEqual(1.5);
    expect(made.measures.interior.maxAbsBeforeEncode).toBe(0);
  });

  it('is none where the product has none, on white and on transparent', async () => {
    const [clean, noisy] = [await noisyDisc(0), await noisyDisc(2)];

    const made = await Promise.all([
      finishVariant(inputOf(clean)),
      ...['#ffffff', 'transparent'].map((colour) =>
        finishVariant(inputOf(noisy, { background: { kind: 'plain', colour } })),
      ),
    ]);

    expect(made.map(({ grainLevels }) => grainLevels)).toEqual([0, 0, 0]);
  });

  it('has no colour, and lets the mean of the background as it is', async () => {
    const light = renderSweep('#6f8a5c', { left: -1, bottom: -1, width: 2, height: 2 }, size);

    const [plain, grained] = [0, 1.5].map((grainLevels) =>
      ditherBackground(light, { hasDither: true, grainLevels, seed: 3 }),
    );

    const difference = (at: number) => (grained?.data[at] ?? 0) - (plain?.data[at] ?? 0);
    let [sum, most] = [0, 0];
    for (let at = 0; at < 3 * 400 * 400; at += 3) {
      sum += difference(at);
      most = Math.max(
        most,
        Math.abs(difference(at) - difference(at + 1)),
        Math.abs(difference(at) - difference(at + 2)),
      );
    }
    expect(Math.abs(sum / (400 * 400))).toBeLessThan(0.02);
    // Rounding to whole levels.
    expect(most).toBeLessThanOrEqual(2);
  });

  it('is given up before quality where the bytes do not suffice', async () => {
    const framed = await noisyDisc(1.5);
    const jpg = {
      minWidth: 400,
      minHeight: 400,
      formats: ['jpg' as const],
      deliver: { ...size, format: 'jpg' as const },
    };
    const free = await finishVariant(inputOf(framed, { placement: rowWith({ ...jpg, maxBytes: null }) }));

    const limited = await finishVariant(
      inputOf(framed, { placement: rowWith({ ...jpg, maxBytes: free.bytes.length - 1 }) }),
    );

    expect(free.grainLevels).toBeGreaterThan(0.5);
    expect(limited).toMatchObject({ grainLevels: 0, passes: true, file: { quality: free.file.quality } });
    expect(limited.bytes.length).toBeLessThan(free.bytes.length);
  });

  it('is given up before size where a better quality is needed and does not fit', async () => {
    const framed = await discOf((x, y) => ((x + y) % 2 === 0 ? [220, 30, 30] : [60, 40, 190]));
    const deliver = { ...size, format: 'webp' as const };
    const webp = { minWidth: 200, minHeight: 200, formats: ['webp' as const], deliver };
    const free = await finishVariant(inputOf(framed, { placement: rowWith({ ...webp, maxBytes: null }) }));
    const maxBytes = free.bytes.length - 1;

    const limited = await finishVariant(inputOf(framed, { placement: rowWith({ ...webp, maxBytes }) }));

    expect(free).toMatchObject({ grainLevels: 1.5, passes: true, file: { quality: null } });
    expect(limited).toMatchObject({ grainLevels: 0, passes: true, file: { widthPx: 400, quality: null } });
  });

  it.each([0, 0.4, 0.8])('adds what is missing to a background that has noise of %s levels', async (sigma) => {
    const { placed } = await noisyDisc(1);
    const light = noisyLight(sigma);

    const grained = ditherBackground(light, { hasDither: true, grainLevels: missingGrain(light, placed), seed: 5 });

    const { product, around } = measurePictureNoise(grained, placed);
    expect(around / product).toBeGreaterThan(0.95);
    expect(around / product).toBeLessThan(1.05);
  });

  it('is none on a background noisier than the product', async () => {
    const { placed } = await noisyDisc(1);

    expect(missingGrain(noisyLight(1.5), placed)).toBe(0);
  });
});
