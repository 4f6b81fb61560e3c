import { describe, expect, it } from 'vitest';
import { measureGrowth } from '../../../shared/imaging/measure-growth.ts';
import { measureProducts } from '../../../shared/imaging/measure-products.ts';
import { isBesideClear, measureSecondProduct } from '../../../shared/imaging/measure-second-product.ts';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { type SeenProduct, seeProduct } from '../../../shared/imaging/see-product.ts';
import type { Segmenter } from '../../../shared/imaging/segment-product.ts';
import { errorOf } from '../cli/error-of.ts';
import { drawMask, drawRaster } from './pictures.ts';

const cells = 100;
/** The product: 40 x 40 cells in the middle, so that u is 40 cells and a tolerance of 1 % is one cell (the least). */
const own = drawMask(cells, cells, (x, y) => (x >= 30 && x < 70 && y >= 30 && y < 70 ? 255 : 0));
const mapWhere = (isSeen: (x: number, y: number) => boolean, probability = 1) =>
  Float32Array.from({ length: cells * cells }, (_, i) => (isSeen(i % cells, Math.floor(i / cells)) ? probability : 0));
const isOwn = (x: number, y: number) => own.data[y * cells + x] === 255;
const seen = (plate: Float32Array, control = mapWhere(isOwn)): SeenProduct => ({ plate, control, own, uCells: 40 });

describe('measureGrowth', () => {
  it('is 0 for the product itself, and for an edge that is one cell off', () => {
    const wider = mapWhere((x, y) => x >= 29 && x < 71 && y >= 29 && y < 71);

    expect(measureGrowth(seen(mapWhere(isOwn)))).toBe(0);
    expect(measureGrowth(seen(wider))).toBe(0);
  });

  it('is what is seen beyond the edge, as a share of the product', () => {
    const withPart = mapWhere((x, y) => isOwn(x, y) || (x >= 71 && x < 81 && y >= 40 && y < 56));

    expect(measureGrowth(seen(withPart))).toBeCloseTo(160 / 1600, 6);
  });

  it('counts half for what is seen with half the probability', () => {
    const faint = mapWhere((x) => x >= 71 && x < 81, 0.5);

    expect(measureGrowth(seen(faint))).toBeCloseTo((0.5 * 10 * 100) / 1600, 6);
  });

  it('does not count what the control shows, too', () => {
    const prop = mapWhere((x, y) => isOwn(x, y) || x > 90);

    expect(measureGrowth(seen(prop, prop))).toBe(0);
    expect(measureGrowth(seen(mapWhere(isOwn), prop))).toBeLessThan(0);
  });
});

describe('measureSecondProduct', () => {
  const withBox = (fromX: number, widthCells: number, probability = 1) =>
    mapWhere((x, y) => x >= fromX && x < fromX + widthCells && y >= 40 && y < 60, probability);

  it('is the largest part away from the product, as a share of it', () => {
    const larger = withBox(85, 12);
    const two = withBox(0, 8).map((value, i) => Math.max(value, larger[i] ?? 0));

    expect(measureSecondProduct(seen(two))).toBeCloseTo((12 * 20) / 1600, 6);
  });

  it('is 0 within 5 % of the product, where it is growth', () => {
    expect(measureSecondProduct(seen(withBox(70, 2)))).toBe(0);
    expect(measureSecondProduct(seen(withBox(70, 4)))).toBeCloseTo((2 * 20) / 1600, 6);
  });

  it('is not what the control shows, too, nor what is hardly seen', () => {
    expect(measureSecondProduct(seen(withBox(85, 12), withBox(85, 12)))).toBe(0);
    expect(measureSecondProduct(seen(withBox(85, 12, 0.25)))).toBe(0);
  });
});

describe('isBesideClear', () => {
  it('trusts a look that sees about a product in the plate, and none that sees more', () => {
    const one = mapWhere((x, y) => x < 50 && y < 40);
    const more = mapWhere((x, y) => x < 51 && y < 40);

    expect(isBesideClear(seen(one, more))).toBe(true);
    expect(isBesideClear(seen(more, one))).toBe(false);
  });
});

/** Sees red; where there is none, green: as a network has eyes for the product alone. */
const redSegmenter: Segmenter = {
  ...{ sidePx: cells, closerLookBelowShare: 1 },
  segment: async (rgb) => {
    const channelOf = (channel: number) =>
      Float32Array.from({ length: cells * cells }, (_, i) => {
        const others = Math.max(...[0, 1, 2].map((c) => (c === channel ? 0 : (rgb[3 * i + c] ?? 0))));
        return (rgb[3 * i + channel] ?? 0) > others + 60 ? 1 : 0;
      });
    const red = channelOf(0);
    return red.some((value) => value > 0) ? red : channelOf(1);
  },
};
const scene = (more: (x: number, y: number) => 'red' | 'green' | undefined = () => undefined): Raster =>
  drawRaster(200, 200, (x, y) => {
    const colour = x >= 60 && x < 140 && y >= 60 && y < 140 ? 'red' : more(x, y);
    return colour === 'red' ? [200, 40, 40] : colour === 'green' ? [40, 180, 40] : [160, 160, 160];
  });
const kept = drawMask(200, 200, (x, y) => (x >= 60 && x < 140 && y >= 60 && y < 140 ? 255 : 0));

describe('measureProducts', () => {
  it('finds nothing in what is painted as it was', async () => {
    expect(await measureProducts(scene(), scene(), kept, redSegmenter)).toEqual({ growth: 0, secondProduct: 0 });
  });

  it('finds a part that was added to the product, and a second one', async () => {
    const plate = scene((x, y) => (x >= 140 && x < 170 && y >= 90 && y < 110 ? 'red' : undefined));
    const doubled = scene((x, y) => (x >= 160 && x < 192 && y >= 100 && y < 140 ? 'red' : undefined));

    const grown = await measureProducts(plate, scene(), kept, redSegmenter);
    const second = await measureProducts(doubled, scene(), kept, redSegmenter);

    expect(grown.growth).toBeCloseTo((28 * 20) / 6400, 2);
    expect(second.secondProduct).toBeCloseTo((32 * 40) / 6400, 2);
  });

  it('finds a second one that the network sees only where the product is hidden', async () => {
    const doubled = scene((x, y) => (x >= 160 && x < 192 && y >= 100 && y < 140 ? 'green' : undefined));

    const { growth, secondProduct } = await measureProducts(doubled, scene(), kept, redSegmenter);

    expect(growth).toBe(0);
    expect(secondProduct).toBeCloseTo((32 * 40) / 6400, 2);
  });

  it('takes for the product what the network sees in the control, where no mask says it; all of it where it sees nothing', async () => {
    const found = await seeProduct(scene(), scene(), null, redSegmenter);
    const grey = drawRaster(200, 200, () => [160, 160, 160]);
    const none = await seeProduct(grey, grey, null, redSegmenter);

    expect(found.own.data.filter((value) => value === 255).length).toBe(40 * 40);
    expect(found.uCells).toBe(40);
    expect(none.own.data.every((value) => value === 255)).toBe(true);
  });

  it('refuses pictures that differ in size', async () => {
    const small = drawRaster(100, 100, () => [160, 160, 160]);

    expect((await errorOf(() => measureProducts(scene(), small, kept, redSegmenter))).code).toBe('IMAGE_SIZE_MISMATCH');
    expect((await errorOf(() => measureProducts(small, small, kept, redSegmenter))).code).toBe('IMAGE_SIZE_MISMATCH');
  });
});
