import { describe, expect, it } from 'vitest';
import { correctGuess } from '../../../shared/imaging/correct-guess.ts';
import { type ProbabilityMap, resampleMap } from '../../../shared/imaging/probability-map.ts';
import type { Mask } from '../../../shared/imaging/raster.ts';
import { type Colour, drawMask, drawRaster, noiseAt } from './pictures.ts';

/** As u2netp's. */
const networkSidePx = 320;
const [widthPx, heightPx] = [800, 600];
const photoBox = { leftPx: 0, topPx: 0, widthPx, heightPx };
const solid = (isSet: (x: number, y: number) => boolean): Mask =>
  drawMask(widthPx, heightPx, (x, y) => (isSet(x, y) ? 255 : 0));
/** Wide glasses: two round frames with a bridge, and one temple. */
const isFrame = (x: number, y: number) =>
  [250, 550].some((cx) => Math.abs(Math.hypot(x - cx, y - 300) - 105) < 15) ||
  (Math.abs(y - 300) < 10 && x > 350 && x < 450);
const isTemple = (x: number, y: number) => Math.abs(y - 300) < 4 && x > 40 && x <= 140;
const isLens = (x: number, y: number) => [250, 550].some((cx) => Math.hypot(x - cx, y - 300) < 85);
/** Paper whose light falls off to one side, with grain. */
const paper = (x: number, y: number): Colour => {
  const light = 1 - x / 3000 + 0.01 * noiseAt(x, y);
  return [208 * light, 188 * light, 160 * light];
};
/** A disc with a hole of 55 px behind a wall of 95, on a backdrop that gains colour as it loses light. */
const isRound = (x: number, y: number) => Math.hypot(x - 400, y - 300) < 150;
const isTorus = (x: number, y: number) => isRound(x, y) && Math.hypot(x - 400, y - 300) > 55;
const pool = (light: number, grain = 0): Colour => [
  170 - 400 * (1 - light) + 12 * grain,
  240 - 240 * (1 - light),
  234 - 240 * (1 - light),
];
/** Light falls off to the right; in the hole it does so within it. */
const poolLight = (x: number, y: number) => (isRound(x, y) ? 0.86 - (x - 345) / 900 : 1 - x / 5500);
const blue: Colour = [30, 60, 140];

/** A network that sees `seen`, with `doubt` in place of 1 inside it. */
function mapOf(seen: Mask, doubt: (x: number, y: number) => number = () => 1): ProbabilityMap {
  const probability = new Float32Array(networkSidePx * networkSidePx);
  for (let i = 0; i < probability.length; i++) {
    const x = Math.floor((((i % networkSidePx) + 0.5) * widthPx) / networkSidePx);
    const y = Math.floor(((Math.floor(i / networkSidePx) + 0.5) * heightPx) / networkSidePx);
    probability[i] = ((seen.data[y * widthPx + x] ?? 0) / 255) * doubt(x, y);
  }
  return { probability, grid: { widthPx: networkSidePx, heightPx: networkSidePx }, region: photoBox };
}

/** The corrected probability at points of the photo. */
async function correctedAt(
  photo: ReturnType<typeof drawRaster>,
  best: ProbabilityMap,
  points: [number, number][],
  whole = best,
) {
  const corrected = await correctGuess(photo, { best, whole });
  const values = resampleMap(corrected, photoBox, { widthPx, heightPx });
  return points.map(([x, y]) => values[y * widthPx + x] ?? 0);
}

const glasses = drawRaster(widthPx, heightPx, (x, y) => (isFrame(x, y) || isTemple(x, y) ? blue : paper(x, y)));

describe('correctGuess', () => {
  it('takes out the lenses that the network took for product, and keeps the frame', async () => {
    const seen = mapOf(solid((x, y) => isFrame(x, y) || isLens(x, y)));

    const [left = 1, right = 1, frame = 0] = await correctedAt(glasses, seen, [
      [250, 300],
      [550, 300],
      [355, 300],
    ]);

    expect([left < 0.1, right < 0.1, frame > 0.9]).toEqual([true, true, true]);
  });

  it('adds a temple that the network missed', async () => {
    const [temple = 0, beside = 1] = await correctedAt(glasses, mapOf(solid(isFrame)), [
      [70, 300],
      [70, 320],
    ]);

    expect([temple > 0.9, beside < 0.1]).toEqual([true, true]);
  });

  it('keeps a temple that the first look saw and the closer one lost, though it reaches the frame', async () => {
    const isLong = (x: number, y: number) => Math.abs(y - 300) < 4 && x <= 140;
    const photo = drawRaster(widthPx, heightPx, (x, y) => (isFrame(x, y) || isLong(x, y) ? blue : paper(x, y)));
    const whole = mapOf(solid((x, y) => isFrame(x, y) || isLong(x, y)));

    const [temple = 0, beside = 1] = await correctedAt(
      photo,
      mapOf(solid(isFrame)),
      [
        [70, 300],
        [70, 320],
      ],
      whole,
    );

    expect([temple > 0.9, beside < 0.1]).toEqual([true, true]);
  });

  it('keeps a print in the colour of a white backdrop', async () => {
    const white: Colour = [244, 243, 241];
    const isBox = (x: number, y: number) => Math.abs(x - 400) < 200 && Math.abs(y - 300) < 150;
    const isLabel = (x: number, y: number) => Math.abs(x - 400) < 150 && Math.abs(y - 300) < 100;
    const photo = drawRaster(widthPx, heightPx, (x, y) => (isBox(x, y) && !isLabel(x, y) ? blue : white));

    const [label = 0] = await correctedAt(photo, mapOf(solid(isBox)), [[400, 300]]);

    expect(label).toBeGreaterThan(0.9);
  });

  it('takes out the hole of a thick ring that lies in the backdrop’s own saturated shade, to its deepest', async () => {
    const photo = drawRaster(widthPx, heightPx, (x, y) =>
      isTorus(x, y) ? blue : pool(poolLight(x, y), noiseAt(x, y)),
    );

    const [middle = 1, deepest = 1, ring = 0] = await correctedAt(photo, mapOf(solid(isRound)), [
      [400, 300],
      [448, 300],
      [500, 300],
    ]);

    expect([middle < 0.1, deepest < 0.1, ring > 0.9]).toEqual([true, true, true]);
  });

  it('keeps a print in the light on a thick product, in the colour of a coloured backdrop', async () => {
    const photo = drawRaster(widthPx, heightPx, (x, y) => {
      if (isTorus(x, y)) return blue;
      return isRound(x, y) ? pool(0.97, noiseAt(x, y)) : pool(poolLight(x, y), noiseAt(x, y));
    });

    const [print = 0] = await correctedAt(photo, mapOf(solid(isRound)), [[400, 300]]);

    expect(print).toBeGreaterThan(0.9);
  });

  it.each([
    ['takes out what is as grey and as light as a marble backdrop', 0, true],
    ['keeps a label lighter than a marble backdrop', 9, false],
  ])('behind a thin wall, %s', async (_, lighterBy, isTakenOut) => {
    const marble = (x: number, y: number): Colour => {
      const level = 226 - x / 50 + 2 * noiseAt(x, y);
      return [level, level + 1, level + 2];
    };
    const photo = drawRaster(widthPx, heightPx, (x, y) => {
      const distance = Math.hypot(x - 400, y - 300);
      if (distance < 150 && distance > 130) return blue;
      const [r, g, b] = marble(x, y);
      return distance < 130 ? [r + lighterBy, g + lighterBy, b + lighterBy] : [r, g, b];
    });

    const [inside = 0.5] = await correctedAt(photo, mapOf(solid(isRound)), [[400, 300]]);

    expect(isTakenOut ? inside < 0.1 : inside > 0.9).toBe(true);
  });

  it('keeps a soft shadow out that the network did not see either', async () => {
    const isBox = (x: number, y: number) => Math.abs(x - 400) < 100 && Math.abs(y - 300) < 100;
    const photo = drawRaster(widthPx, heightPx, (x, y) => {
      const shade = 1 - 0.5 * Math.exp(-(((x - 480) / 60) ** 2) - ((y - 390) / 40) ** 2);
      const [r, g, b] = paper(x, y);
      return isBox(x, y) ? blue : [r * shade, g * shade, b * shade];
    });

    const [shadow = 1] = await correctedAt(photo, mapOf(solid(isBox)), [[500, 412]]);

    expect(shadow).toBeLessThan(0.1);
  });

  it('gives the guess back where the backdrop is no smooth surface', async () => {
    const photo = drawRaster(widthPx, heightPx, (x, y) => {
      const level = 255 * noiseAt(x >> 4, y >> 4);
      return [level, 255 - level, 128];
    });
    const map = mapOf(solid(isLens));

    expect(await correctGuess(photo, { best: map, whole: map })).toBe(map);
  });
});
