import { describe, expect, it } from 'vitest';
import { findContacts } from '../../../shared/imaging/find-contacts.ts';
import type { FinishedVariant } from '../../../shared/imaging/finish-steps.ts';
import { type MaskedRasters, maskRasters } from '../../../shared/imaging/mask-steps.ts';
import { encodeMask, encodeRaster, type Mask, type Raster } from '../../../shared/imaging/raster.ts';
import { readPicture } from '../../../shared/imaging/read-picture.ts';
import type { Segmenter } from '../../../shared/imaging/segment-product.ts';
import { resolveBrief } from '../../../shared/planning/resolve-brief.ts';
import { finishPlan } from '../../bench/finish-plan.ts';
import { type Colour, drawMask, drawRaster, noiseAt } from './pictures.ts';

/** Products that are hard to cut out and to place, each from its photo and a matte of its own to the finished file. */

const backdrop: Colour = [226, 225, 222];
const white = { kind: 'plain', name: 'white' };
const noSegmenter: Segmenter = {
  ...{ sidePx: 320, closerLookBelowShare: 0 },
  segment: () => Promise.reject(new Error('Expected the matte that was given to be used')),
};

type Drawn = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 0..1, how much of a pixel is product. */
  readonly cover: (x: number, y: number) => number;
  readonly colour: (x: number, y: number) => Colour;
  readonly behind?: Colour;
};

async function mask({ widthPx, heightPx, cover, colour, behind = backdrop }: Drawn): Promise<MaskedRasters> {
  const matte: Mask = drawMask(widthPx, heightPx, (x, y) => Math.round(255 * cover(x, y)));
  const photo: Raster = drawRaster(widthPx, heightPx, (x, y) => {
    const alpha = (matte.data[y * widthPx + x] ?? 0) / 255;
    const [product, around] = [colour(x, y), behind];
    const grain = Math.round(noiseAt(x, y) * 2 - 1);
    const mixed = (channel: 0 | 1 | 2) =>
      Math.max(0, Math.min(255, Math.round(product[channel] * alpha + around[channel] * (1 - alpha)) + grain));
    return [mixed(0), mixed(1), mixed(2)];
  });
  const [photoFile, matteFile] = await Promise.all([encodeRaster(photo), encodeMask(matte)]);
  return maskRasters({ photoBytes: photoFile.bytes, givenMatteBytes: matteFile.bytes, segmenter: noSegmenter });
}

type Outcome = { readonly made: FinishedVariant | undefined; readonly code: string | undefined };

async function finish(
  masked: MaskedRasters,
  look: object,
  placements: readonly string[],
): Promise<Map<string, Outcome>> {
  const text = new TextEncoder().encode(JSON.stringify({ looks: [look], placements }));
  const outcomes = new Map<string, Outcome>();
  await finishPlan(masked, resolveBrief(text, { name: 'the test', engine: null }), (slot, made) => {
    outcomes.set(slot.placement.id, { made, code: slot.outcome === 'refused' ? slot.code : undefined });
  });
  return outcomes;
}

async function finishOne(masked: MaskedRasters, look: object, placement: string): Promise<FinishedVariant> {
  const made = (await finish(masked, look, [placement])).get(placement)?.made;
  if (made === undefined) throw new Error(`Expected a file for ${placement}`);
  return made;
}

const soft = (inside: number): number => Math.max(0, Math.min(1, inside + 0.5));
/** A box of 400 x 600 px in a photo of 1000 x 1200 px, as far inside as given, in pixels. */
const insideBox = (x: number, y: number): number => Math.min(x - 300, 700 - x, y - 400, 1000 - y);
const box = { widthPx: 1000, heightPx: 1200, cover: (x: number, y: number) => soft(insideBox(x, y)) };

/** The levels of a finished picture on a row through the product's middle, from left to right. */
async function rowThrough({ bytes, placing }: FinishedVariant): Promise<number[]> {
  const { raster } = await readPicture(bytes);
  const y = Math.round(placing.box.topPx + placing.box.heightPx / 2);
  return Array.from({ length: raster.widthPx }, (_, x) => {
    const at = raster.channels * (y * raster.widthPx + x);
    return ((raster.data[at] ?? 0) + (raster.data[at + 1] ?? 0) + (raster.data[at + 2] ?? 0)) / 3;
  });
}

describe('a finished file of', () => {
  it('a black product on a dark set has no light fringe', async () => {
    const masked = await mask({ ...box, colour: () => [14, 14, 15] });

    const made = await finishOne(
      masked,
      { kind: 'set', name: 'dark', set: { studio: 'walnut' } },
      'default-product-square',
    );

    const row = await rowThrough(made);
    const { leftPx, widthPx } = made.placing.box;
    const around = Math.max(
      ...row.slice(leftPx - 40, leftPx - 12),
      ...row.slice(leftPx + widthPx + 12, leftPx + widthPx + 40),
    );
    expect(Math.max(...row.slice(leftPx - 6, leftPx + 6))).toBeLessThanOrEqual(around + 3);
    expect(Math.max(...row.slice(leftPx + widthPx - 6, leftPx + widthPx + 6))).toBeLessThanOrEqual(around + 3);
    expect(made).toMatchObject({ passes: true, measures: { interior: { maxAbsBeforeEncode: 0 } } });
  });

  it('a white product on white keeps its own edge, and is white around it', async () => {
    const shade = (x: number, y: number): Colour => (insideBox(x, y) < 14 ? [206, 207, 208] : [246, 246, 245]);
    const masked = await mask({ ...box, colour: shade });

    const made = await finishOne(masked, white, 'amazon-main');

    const row = await rowThrough(made);
    const { leftPx } = made.placing.box;
    expect(Math.min(...row.slice(leftPx, leftPx + 30))).toBeLessThan(212);
    expect(Math.min(...row.slice(0, leftPx - 16))).toBe(255);
    expect(made).toMatchObject({ passes: true, measures: { interior: { maxAbsBeforeEncode: 0 } } });
  });

  it('chrome has its mirrored whites and blacks, without a hole', async () => {
    const stripes = (_x: number, y: number): Colour => {
      const level = [255, 250, 8, 120, 255, 30][Math.floor(y / 23) % 6] ?? 0;
      return [level, level, level];
    };
    const masked = await mask({ ...box, colour: stripes });

    const made = await finishOne(masked, { kind: 'plain', name: 'red', colour: '#b01020' }, 'default-product-square');

    const { raster } = await readPicture(made.bytes);
    const { leftPx, topPx, widthPx, heightPx } = made.placing.box;
    let coloured = 0;
    for (let y = topPx + 4; y < topPx + heightPx - 4; y++) {
      for (let x = leftPx + 4; x < leftPx + widthPx - 4; x++) {
        const at = raster.channels * (y * raster.widthPx + x);
        if ((raster.data[at] ?? 0) - (raster.data[at + 1] ?? 0) > 20) coloured++;
      }
    }
    expect(coloured).toBe(0);
    expect(made).toMatchObject({ passes: true, measures: { interior: { maxAbsBeforeEncode: 0 } } });
  });

  it('lace keeps its openings, and is not held for having next to no interior', async () => {
    const lace = (x: number, y: number): number =>
      insideBox(x, y) > 0 && (x % 9 < 4 || y % 9 < 4) ? soft(insideBox(x, y)) : 0;
    const masked = await mask({ ...box, cover: lace, colour: () => [28, 30, 34] });

    const made = await finishOne(masked, { kind: 'plain', name: 'red', colour: '#d03030' }, 'default-product-square');

    const { raster } = await readPicture(made.bytes);
    const { leftPx, topPx, widthPx, heightPx } = made.placing.box;
    let open = 0;
    for (let y = topPx; y < topPx + heightPx; y++) {
      for (let x = leftPx; x < leftPx + widthPx; x++) {
        if ((raster.data[raster.channels * (y * raster.widthPx + x)] ?? 0) > 150) open++;
      }
    }
    expect(open / (widthPx * heightPx)).toBeCloseTo((5 / 9) ** 2, 1);
    expect(made.passes).toBe(true);
    expect(made.measures.interior.share).toBeLessThan(0.85);
  });

  it('a chain of 4 px is whole, although no pixel of it is interior', async () => {
    const chain = (x: number, y: number): number => {
      const middle = 600 + 260 * Math.sin(x / 150);
      return x < 120 || x > 880 ? 0 : soft(2 - Math.abs(y - middle) / Math.hypot(1, (260 / 150) * Math.cos(x / 150)));
    };
    const masked = await mask({ ...box, cover: chain, colour: () => [120, 92, 40] });

    const made = await finishOne(masked, white, 'default-product-square');

    const { raster } = await readPicture(made.bytes);
    const { leftPx, widthPx } = made.placing.box;
    const columns = Array.from({ length: widthPx - 8 }, (_, column) => leftPx + 4 + column);
    const isBroken = (x: number) =>
      !Array.from(
        { length: raster.heightPx },
        (_, y) => raster.data[raster.channels * (y * raster.widthPx + x) + 2] ?? 255,
      ).some((blue) => blue < 150);
    expect(columns.filter(isBroken)).toEqual([]);
    expect(made.passes).toBe(true);
  });
});

describe('a lamp eight times as high as it is wide', () => {
  it('is whole in every picture that is made; the others are refused by name', async () => {
    const isLamp = (x: number, y: number): number => soft(Math.min(x - 450, 550 - x, y - 200, 1000 - y));
    const masked = await mask({ widthPx: 1000, heightPx: 1200, cover: isLamp, colour: () => [60, 80, 70] });

    const outcomes = await finish(masked, white, ['default-*', 'amazon-main', 'instagram-*', 'linkedin-company-cover']);

    for (const [id, { made, code }] of outcomes) {
      if (made === undefined) {
        expect([id, code]).toEqual([id, 'PHOTO_TOO_SMALL']);
        continue;
      }
      const { box: stood, widthPx, heightPx } = made.placing;
      expect([id, stood.topPx >= 0, stood.topPx + stood.heightPx <= heightPx]).toEqual([id, true, true]);
      expect([id, stood.leftPx >= 0, stood.leftPx + stood.widthPx <= widthPx]).toEqual([id, true, true]);
      expect([id, made.passes]).toEqual([id, true]);
    }
    expect([...outcomes.values()].filter(({ made }) => made !== undefined).length).toBeGreaterThan(5);
  });
});

describe('a photo of 400 px', () => {
  /** A square product so many pixels from each side of the photo. */
  const small = (margin: number): Promise<MaskedRasters> =>
    mask({
      ...{ widthPx: 400, heightPx: 400, colour: () => [90, 60, 50] as const },
      cover: (x, y) => soft(Math.min(x - margin, 400 - margin - x, y - margin, 400 - margin - y)),
    });

  it('ends for a row of 2000 px as refused, with the size of photo that it takes', async () => {
    const { made, code } = (await finish(await small(110), white, ['amazon-main'])).get('amazon-main') ?? {};

    expect([made, code]).toEqual([undefined, 'PHOTO_TOO_SMALL']);
  });

  it('gives a smaller picture, called soft, where the row takes one', async () => {
    const made = await finishOne(await small(55), white, 'default-product-square');

    expect(made.file.widthPx).toBeLessThan(1600);
    expect(made.placing.scale).toBeLessThanOrEqual(2);
    expect(made.reasons.map(({ code }) => code)).toEqual(['SOFT']);
  });
});

describe('three components', () => {
  it('touch the ground where they end within 4 % of the height of the lowest', async () => {
    const parts = [
      { left: 200, right: 330, bottom: 1000 },
      { left: 420, right: 560, bottom: 990 },
      { left: 660, right: 800, bottom: 900 },
    ];
    const cover = (x: number, y: number): number =>
      Math.max(...parts.map(({ left, right, bottom }) => soft(Math.min(x - left, right - x, y - 400, bottom - y))));
    const masked = await mask({ widthPx: 1000, heightPx: 1200, cover, colour: () => [80, 90, 120] });

    const contacts = findContacts(masked.matte, masked.facts.box);

    const touched = contacts
      .map(({ leftPx, widthPx }) => Math.round((leftPx + widthPx / 2) / 10) * 10)
      .toSorted((a, b) => a - b);
    expect(touched).toEqual([270, 490]);
    const made = await finishOne(
      masked,
      { kind: 'set', name: 'oak', set: { studio: 'oak' } },
      'default-product-square',
    );
    expect(made).toMatchObject({ passes: true, measures: { interior: { maxAbsBeforeEncode: 0 } } });
  });
});

describe('a product that the frame cuts', () => {
  const cutAt = (cover: Drawn['cover']) => mask({ widthPx: 1000, heightPx: 1200, cover, colour: () => [70, 60, 90] });

  it('at the bottom lies on the bottom of every picture', async () => {
    const masked = await cutAt((x, y) => soft(Math.min(x - 300, 700 - x, y - 500)));

    const outcomes = await finish(masked, white, ['default-product-square', 'default-story-reel']);

    for (const { made } of outcomes.values()) {
      const { box: stood, heightPx } = made?.placing ?? { box: { topPx: 0, heightPx: 0 }, heightPx: 1 };
      expect(Math.abs(stood.topPx + stood.heightPx - heightPx)).toBeLessThanOrEqual(1);
    }
    expect(masked.facts.touchesEdge.bottom).toBe(true);
  });
});
