import { describe, expect, it } from 'vitest';
import { type LabView, makeLabView } from '../../../shared/imaging/lab-view.ts';
import { measureAsset } from '../../../shared/imaging/measure-asset.ts';
import { measureBlur } from '../../../shared/imaging/measure-blur.ts';
import { fitBackdropAround, measureLikeness } from '../../../shared/imaging/measure-likeness.ts';
import { measureLooks } from '../../../shared/imaging/measure-looks.ts';
import { measureParts } from '../../../shared/imaging/measure-parts.ts';
import { type Mask, openRaster, type Raster } from '../../../shared/imaging/raster.ts';
import { type Colour, depthInDisc, discMask, drawMask, drawRaster, noiseAt } from './pictures.ts';
import { photoOf } from './placed-products.ts';

const disc = discMask(400, 400, 200, 200, 120);
const likenessOf = (view: LabView) => measureLikeness(view, fitBackdropAround(view));
const viewOf = (p: Raster, matte: Mask) => makeLabView(p, matte, measureAsset(p, matte, 'segmented').box);
const red = (): Colour => [170, 40, 50];
/** A grey backdrop on which the light falls off, with a little noise. */
const backdrop = (x: number, y: number): Colour => {
  const level = Math.round(210 - x / 20 - ((y - 200) / 60) ** 2 + 3 * noiseAt(x, y));
  return [level, level, level];
};
const onBackdrop = (matte: Mask, colourAt: (x: number, y: number) => Colour): Raster =>
  drawRaster(400, 400, (x, y) => ((matte.data[y * 400 + x] ?? 0) > 127 ? colourAt(x, y) : backdrop(x, y)));

describe('measureLikeness', () => {
  it('finds nothing of the backdrop in a red product', async () => {
    const likeness = likenessOf(await viewOf(onBackdrop(disc, red), disc));

    expect(likeness).toMatchObject({ likeBackdrop: 0, enclosedLikeBackdrop: 0, faintOutline: 0 });
    expect(likeness.backdropUnrest).toBeLessThan(2);
  });

  it('finds the share of a lens through which the backdrop is seen', async () => {
    const isLens = (x: number, y: number) => depthInDisc(x, y, 200, 200, 60) > 0;
    const glasses = onBackdrop(disc, (x, y) => (isLens(x, y) ? backdrop(x, y) : red()));

    const { enclosedLikeBackdrop, faintOutline } = likenessOf(await viewOf(glasses, disc));

    expect(enclosedLikeBackdrop).toBeGreaterThan(0.2);
    expect(enclosedLikeBackdrop).toBeLessThan(0.3);
    expect(faintOutline).toBe(0);
  });

  it('finds a lens beside a part in the backdrop’s colour that reaches the outline', async () => {
    const isLens = (x: number, y: number) => depthInDisc(x, y, 200, 170, 60) > 0;
    const darker = (x: number, y: number): Colour => [
      backdrop(x, y)[0] - 26,
      backdrop(x, y)[1] - 26,
      backdrop(x, y)[2] - 26,
    ];
    const shoe = onBackdrop(disc, (x, y) => (isLens(x, y) ? darker(x, y) : y > 215 ? backdrop(x, y) : red()));

    const { enclosedLikeBackdrop } = likenessOf(await viewOf(shoe, disc));

    expect(enclosedLikeBackdrop).toBeGreaterThan(0.15);
    expect(enclosedLikeBackdrop).toBeLessThan(0.3);
  });

  it('finds the outline faint where product and backdrop have one colour', async () => {
    const { faintOutline, enclosedLikeBackdrop } = likenessOf(await viewOf(onBackdrop(disc, backdrop), disc));

    expect(faintOutline).toBeGreaterThan(0.95);
    expect(enclosedLikeBackdrop).toBeLessThan(0.02);
  });

  it('says nothing where no backdrop is seen', async () => {
    const full = drawMask(200, 200, () => 255);

    expect(likenessOf(await viewOf(photoOf(full, red), full)).backdropUnrest).toBe(0);
  });
});

describe('measureBlur', () => {
  const checks = drawRaster(400, 400, (x, y) => (((x >> 5) + (y >> 5)) % 2 === 0 ? [30, 30, 30] : [220, 220, 220]));
  const box = { leftPx: 20, topPx: 20, widthPx: 360, heightPx: 360 };

  it.each([1.5, 3, 5])('finds a blur of %d px', async (sigma) => {
    const data = await openRaster(checks).blur(sigma).raw().toBuffer();

    const share = await measureBlur({ ...checks, data }, box);

    expect(share * 360).toBeGreaterThan(0.7 * sigma);
    expect(share * 360).toBeLessThan(1.3 * sigma);
  });

  it('finds none in sharp edges, nor where there are no edges', async () => {
    const flat = drawRaster(400, 400, () => [90, 90, 90]);

    expect((await measureBlur(checks, box)) * 360).toBeLessThan(0.5);
    expect(await measureBlur(flat, box)).toBe(0);
  });
});

describe('measureLooks', () => {
  const region = { leftPx: 0, topPx: 0, widthPx: 320, heightPx: 320 };
  const guess = (probabilityAt: (x: number, y: number) => number) => ({
    probability: Float32Array.from({ length: 320 * 320 }, (_, i) => probabilityAt(i % 320, Math.floor(i / 320))),
    grid: { widthPx: 320, heightPx: 320 },
    region,
  });
  const inDisc = (x: number, y: number) => (depthInDisc(x, y, 160, 160, 80) > 0 ? 1 : 0);
  const matte = discMask(320, 320, 160, 160, 80);

  it('finds no doubt where the network is sure and both looks agree', async () => {
    const sure = guess(inDisc);

    expect(await measureLooks({ best: sure, whole: sure, corrected: sure }, matte)).toEqual({
      ...{ bandPx: 0, insideDoubt: 0, outsideDoubt: 0, looksDiffer: 0, matteDiffers: 0, openedShare: 0 },
    });
  });

  it('finds where it is unsure: at the outline, inside, away', async () => {
    const unsure = guess((x, y) => (y > 160 ? 0.6 : 1) * inDisc(x, y) + (y < 30 && x < 30 ? 0.3 : 0));

    const { bandPx, insideDoubt, outsideDoubt } = await measureLooks(
      { best: unsure, whole: unsure, corrected: unsure },
      matte,
    );

    expect(bandPx).toBeGreaterThan(10);
    expect(insideDoubt).toBeCloseTo(0.5, 1);
    expect(outsideDoubt).toBeGreaterThan(0.01);
  });

  it('finds how far the looks, and the matte, differ', async () => {
    const used = guess(inDisc);
    const first = guess((x, y) => (x < 160 ? inDisc(x, y) : 0));
    const half = drawMask(320, 320, (x, y) => (y < 160 ? 255 * inDisc(x, y) : 0));

    const { looksDiffer, matteDiffers } = await measureLooks({ best: used, whole: first, corrected: used }, half);

    expect(looksDiffer).toBeCloseTo(0.5, 1);
    expect(matteDiffers).toBeCloseTo(0.5, 1);
  });

  it('holds nothing against a matte that follows the guess with its opening taken out', async () => {
    const filled = guess(inDisc);
    const open = guess((x, y) => (depthInDisc(x, y, 160, 160, 40) > 0 ? 0.02 : inDisc(x, y)));
    const ring = drawMask(320, 320, (x, y) => (depthInDisc(x, y, 160, 160, 40) > 0 ? 0 : 255 * inDisc(x, y)));

    const { matteDiffers, openedShare } = await measureLooks({ best: filled, whole: filled, corrected: open }, ring);

    expect(matteDiffers).toBeLessThan(0.01);
    expect(openedShare).toBeCloseTo(0.25, 2);
  });
});

describe('measureParts', () => {
  const twoDiscs = drawMask(400, 400, (x, y) =>
    depthInDisc(x, y, 110, 200, 60) > 0 || depthInDisc(x, y, 290, 200, 55) > 0 ? 255 : 0,
  );

  it('finds a pair alike, and two products different', async () => {
    const pair = onBackdrop(twoDiscs, red);
    const two = onBackdrop(twoDiscs, (x) => (x < 200 ? red() : [30, 60, 160]));

    expect(measureParts(await viewOf(pair, twoDiscs))).toMatchObject({ parts: 2 });
    expect(measureParts(await viewOf(pair, twoDiscs)).partsDiffer).toBeLessThan(1);
    expect(measureParts(await viewOf(two, twoDiscs)).partsDiffer).toBeGreaterThan(50);
  });
});
