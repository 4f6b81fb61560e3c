import { beforeAll, describe, expect, it } from 'vitest';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { kernelOf, resampleOriginal, resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { discMask, drawMask, maxDifference, noiseAt } from './pictures.ts';
import { type Cut, discProduct, productOf } from './placed-products.ts';

let disc: Cut;
beforeAll(async () => {
  disc = await discProduct();
});
const cutOf = (size: { widthPx: number; heightPx: number }) => ({ leftPx: 0, topPx: 0, ...size });
const scaled = ({ facts }: Cut, scaleX: number, scaleY = scaleX) =>
  cutOf({ widthPx: Math.round(facts.cutBox.widthPx * scaleX), heightPx: Math.round(facts.cutBox.heightPx * scaleY) });

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const lanczos3 = (x: number): number => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0);
/** One axis of a resize: for each output pixel its source pixels, edges repeated, with weights that add up to 1. */
function tapsOf(outputPx: number, sourcePx: number): { at: number; weight: number }[][] {
  const ratio = sourcePx / outputPx;
  const stretch = Math.max(1, ratio);
  return Array.from({ length: outputPx }, (_, output) => {
    const centre = (output + 0.5) * ratio - 0.5;
    const taps: { at: number; weight: number }[] = [];
    for (let at = Math.ceil(centre - 3 * stretch); at <= centre + 3 * stretch; at++) {
      const inside = Math.min(sourcePx - 1, Math.max(0, at));
      taps.push({ at: inside, weight: lanczos3((at - centre) / stretch) });
    }
    const sum = taps.reduce((total, { weight }) => total + weight, 0);
    return taps.map(({ at, weight }) => ({ at, weight: weight / sum }));
  });
}

/** The definition, pixel by pixel. */
function resizeByDefinition({ data, widthPx, heightPx }: Raster, toWidth: number, toHeight: number): Uint8Array {
  const columns = tapsOf(toWidth, widthPx);
  const across = new Float64Array(toWidth * heightPx * 3);
  for (let y = 0; y < heightPx; y++) {
    columns.forEach((taps, x) => {
      for (let c = 0; c < 3; c++) {
        const sum = taps.reduce((total, { at, weight }) => total + weight * (data[(y * widthPx + at) * 3 + c] ?? 0), 0);
        across[(y * toWidth + x) * 3 + c] = sum;
      }
    });
  }
  const out = new Uint8Array(toWidth * toHeight * 3);
  tapsOf(toHeight, heightPx).forEach((taps, y) => {
    for (let i = 0; i < toWidth * 3; i++) {
      const sum = taps.reduce((total, { at, weight }) => total + weight * (across[at * toWidth * 3 + i] ?? 0), 0);
      out[y * toWidth * 3 + i] = Math.round(Math.min(255, Math.max(0, sum)));
    }
  });
  return out;
}

describe("P'", () => {
  it.each([
    [90, 90, 'lanczos3'],
    [100, 100, 'lanczos3'],
    [101, 100, 'bicubic'],
    [100, 101, 'bicubic'],
  ])('of 100 x 100 px at %i x %i is told as %s', (widthPx, heightPx, name) => {
    expect(kernelOf({ widthPx: 100, heightPx: 100 }, { widthPx, heightPx })).toBe(name);
  });

  // libvips counts weights in 1/64 steps of 8 bits; the largest difference measured is 2 levels, the mean 0.18.
  it.each([
    [0.55, 0.55],
    [0.75, 0.75],
    [0.9, 0.7],
  ])('is the photo resampled by the definition of that kernel at %f x %f', async (scaleX, scaleY) => {
    const { widthPx, heightPx } = scaled(disc, scaleX, scaleY);

    const { data } = await resampleOriginal(disc.product, { widthPx, heightPx });

    const expected = resizeByDefinition(disc.product.p, widthPx, heightPx);
    const mean = data.reduce((sum, level, at) => sum + Math.abs(level - (expected[at] ?? 0)), 0) / data.length;
    expect(maxDifference(data, expected)).toBeLessThanOrEqual(2);
    expect(mean).toBeLessThan(0.25);
  });

  it('is the photo itself at its own size', async () => {
    const { data } = await resampleOriginal(disc.product, disc.product.p);

    expect(Buffer.compare(data, disc.product.p.data)).toBe(0);
  });

  it('is the same where it is made anew', async () => {
    const cut = scaled(disc, 0.63);

    const [{ p }, again] = await Promise.all([resampleProduct(disc.product, cut), resampleOriginal(disc.product, cut)]);

    expect(Buffer.compare(p.data, again.data)).toBe(0);
  });
});

describe('the interior', () => {
  it.each([0.3, 0.75, 1, 1.7])('at %f is where no pixel under the kernel is less than sure product', async (scale) => {
    const cut = scaled(disc, scale);
    const { cutout } = disc.product;

    const { interior } = await resampleProduct(disc.product, cut);

    const [ratioX, ratioY] = [cutout.widthPx / cut.widthPx, cutout.heightPx / cut.heightPx];
    const isSure = (x: number, y: number): boolean => {
      const [centreX, centreY] = [(x + 0.5) * ratioX, (y + 0.5) * ratioY];
      const [reachX, reachY] = [3 * Math.max(1, ratioX) + 1, 3 * Math.max(1, ratioY) + 1];
      for (let sy = Math.max(0, Math.floor(centreY - reachY)); sy < Math.min(cutout.heightPx, centreY + reachY); sy++) {
        for (
          let sx = Math.max(0, Math.floor(centreX - reachX));
          sx < Math.min(cutout.widthPx, centreX + reachX);
          sx++
        ) {
          if (cutout.data[4 * (sy * cutout.widthPx + sx) + 3] !== 255) return false;
        }
      }
      return true;
    };
    const expected = drawMask(cut.widthPx, cut.heightPx, (x, y) => (isSure(x, y) ? 255 : 0));
    expect(Buffer.compare(interior.data, expected.data)).toBe(0);
    expect(expected.data.includes(255)).toBe(true);
  });

  it.each([0.09, 0.13, 0.21, 0.34, 0.5, 0.75, 1, 1.3, 1.9])(
    'at %f holds nothing of what lies outside the sure product, whatever that is',
    async (scale) => {
      const large = await productOf(discMask(900, 900, 450, 450, 430));
      const { p, cutout } = large.product;
      const data = p.data.map((level, at) =>
        cutout.data[4 * Math.floor(at / 3) + 3] === 255 ? level : noiseAt(at, 1) < 0.5 ? 0 : 255,
      );
      const scrambled = { ...large.product, p: { ...p, data } };
      const cut = scaled(large, scale);

      const [clean, other] = await Promise.all([resampleProduct(large.product, cut), resampleProduct(scrambled, cut)]);

      let [different, outside, compared] = [0, 0, 0];
      for (let at = 0; at < clean.p.data.length; at++) {
        const isSame = clean.p.data[at] === other.p.data[at];
        const isInterior = clean.interior.data[Math.floor(at / 3)] === 255;
        if (isInterior) compared++;
        if (!isSame && isInterior) different++;
        if (!isSame && !isInterior) outside++;
      }
      expect(different).toBe(0);
      expect(Math.min(compared, outside)).toBeGreaterThan(100);
    },
  );

  it('has its share of the area', async () => {
    const soft = await productOf(
      drawMask(200, 200, (x, y) => 5 * Math.max(0, Math.min(51, 80 - Math.hypot(x - 100, y - 100)))),
    );
    const cut = scaled(soft, 1);

    const { interior, cutout, interiorShare } = await resampleProduct(soft.product, cut);

    const area = cutout.data.filter((level, at) => at % 4 === 3 && level >= 128).length;
    const inside = interior.data.filter((level) => level === 255).length;
    expect(interiorShare).toBeCloseTo(inside / area, 12);
  });

  it('is the whole of a wire with hard edges: the edge of the cut box counts as no backdrop', async () => {
    const wire = await productOf(drawMask(200, 60, (x, y) => (y >= 28 && y < 32 && x > 9 && x < 190 ? 255 : 0)));

    const { interiorShare } = await resampleProduct(wire.product, scaled(wire, 0.5));

    expect(interiorShare).toBe(1);
  });
});

describe('the cutout', () => {
  it('has the colour of the product in its soft edge, not of what was cut away', async () => {
    const red = await productOf(discMask(200, 200, 100, 100, 70), () => [180, 20, 30]);

    const { cutout } = await resampleProduct(red.product, scaled(red, 0.5));

    let [soft, worst] = [0, 0];
    for (let at = 0; at < cutout.data.length; at += 4) {
      const alpha = cutout.data[at + 3] ?? 0;
      if (alpha < 128 || alpha > 250) continue;
      soft++;
      worst = Math.max(worst, maxDifference(cutout.data.subarray(at, at + 3), Uint8Array.of(180, 20, 30)));
    }
    // The largest difference measured is 6 levels (alpha from 128 on).
    expect(worst).toBeLessThanOrEqual(8);
    expect(soft).toBeGreaterThan(50);
  });
});
