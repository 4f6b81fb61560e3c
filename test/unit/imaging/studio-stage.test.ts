import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { linearOfHex, toLinear } from '../../../shared/imaging/colour.ts';
import { cropKeyShare, cropStage, openStage, wholeCrop } from '../../../shared/imaging/studio-stage.ts';
import { mirrorSet } from '../../../shared/sets/mirror-set.ts';
import { projectPoint } from '../../../shared/sets/project-set.ts';
import { setOf } from './studio-scenes.ts';

/** A zoom's pictures in one grey with a white mark of 20 px at a place of the set, and a key that shines on the left half. */
async function markedStage(placeCm: readonly [number, number, number], { grey = 128, isMirrored = false } = {}) {
  const set = setOf('plinth');
  const zoom = set.zooms.find(({ name }) => name === 'close');
  const seen = zoom && projectPoint(set, zoom, [...placeCm]);
  if (zoom === undefined || seen === undefined) throw new Error('Expected a place in the close zoom');
  const size = { width: zoom.widthPx, height: zoom.heightPx, channels: 3 } as const;
  const mark = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#ffffff' } })
    .png()
    .toBuffer();
  const background = { r: grey, g: grey, b: grey };
  const picture = await sharp({ create: { ...size, background } })
    .composite([{ input: mark, left: Math.round(seen.xPx) - 10, top: Math.round(seen.yPx) - 10 }])
    .png()
    .toBuffer();
  const keySize = { width: zoom.keyWidthPx, height: zoom.keyHeightPx };
  const lit = await sharp({
    create: { width: keySize.width >> 1, height: keySize.height, channels: 3, background: '#ffffff' },
  })
    .png()
    .toBuffer();
  const keyShare = await sharp({ create: { ...keySize, channels: 3, background: '#000000' } })
    .composite([{ input: lit, left: 0, top: 0 }])
    .png()
    .toBuffer();
  return openStage({ picture, keyShare }, isMirrored ? mirrorSet(set) : set, zoom, isMirrored);
}
const crop = { zoom: 'close', uCm: 20, leftPx: 300.4, topPx: 400.4, widthPx: 1200, heightPx: 1500 } as const;
const size = { widthPx: 600, heightPx: 750 };

test.each([false, true])('a place of the stage is shown where the geometry says (mirrored: %s)', async (isMirrored) => {
  const stage = await markedStage([3, -2, 10], { isMirrored });
  const zoom = stage.set.zooms.find(({ name }) => name === 'close');
  const seen = zoom && projectPoint(stage.set, zoom, [isMirrored ? -3 : 3, -2, 10]);
  const whole = wholeCrop(crop, stage);

  const shown = await cropStage(stage, whole, size, null);

  const [x, y] = [((seen?.xPx ?? 0) - whole.leftPx) / 2, ((seen?.yPx ?? 0) - whole.topPx) / 2];
  const at = (column: number, row: number) =>
    shown.data[3 * (Math.round(row) * size.widthPx + Math.round(column))] ?? 0;
  expect(at(x, y)).toBeGreaterThan(0.95);
  for (const [dx, dy] of [
    [-8, 0],
    [8, 0],
    [0, -8],
    [0, 8],
  ] as const)
    expect(at(x + dx, y + dy)).toBeLessThan(0.4);
});

describe('a tint', () => {
  test('is what the set shows where it was rendered in its neutral grey', async () => {
    const stage = await markedStage([3, -2, 10], { grey: 0xcb });

    const shown = await cropStage(stage, wholeCrop(crop, stage), size, '#8899aa');

    const wanted = linearOfHex('#8899aa');
    for (const channel of [0, 1, 2] as const) expect(shown.data[channel]).toBeCloseTo(wanted[channel], 3);
  });

  test('bends what grows too bright instead of cutting it off', async () => {
    const stage = await markedStage([3, -2, 10], { grey: 240 });

    const shown = await cropStage(stage, wholeCrop(crop, stage), size, '#ffffff');

    expect(shown.data[0]).toBeGreaterThan(0.8);
    expect(shown.data[0]).toBeLessThan(0.98);
  });

  test('changes nothing in a set with colours of its own', async () => {
    const stage = { ...(await markedStage([3, -2, 10])), set: setOf('marble') };

    const shown = await cropStage(stage, wholeCrop(crop, stage), size, '#ff0000');

    expect(shown.data[0]).toBeCloseTo(toLinear(128 / 255), 5);
  });
});

test.each([
  [false, 1, 0],
  [true, 0, 1],
])('the key’s share is cropped with the picture (mirrored: %s)', async (isMirrored, left, right) => {
  const stage = await markedStage([3, -2, 10], { isMirrored });

  const share = await cropKeyShare(stage, wholeCrop(crop, stage), { width: 150, height: 188 });

  expect(share.data[20]).toBeCloseTo(left, 2);
  expect(share.data[140]).toBeCloseTo(right, 2);
});

test('a crop never reaches over the picture', async () => {
  const stage = await markedStage([3, -2, 10]);

  const whole = wholeCrop({ ...crop, leftPx: -0.6, topPx: 0, widthPx: 1951, heightPx: 2400.4 }, stage);

  expect(whole).toEqual({ leftPx: 0, topPx: 0, widthPx: 1950, heightPx: 2400 });
});
