import { describe, expect, it } from 'vitest';
import { makeLabView } from '../../../shared/imaging/lab-view.ts';
import { measureAsset } from '../../../shared/imaging/measure-asset.ts';
import { measurePose } from '../../../shared/imaging/measure-pose.ts';
import type { Mask } from '../../../shared/imaging/raster.ts';
import { drawMask, drawRaster } from './pictures.ts';

/** A crate of 160 x 160 px in the middle of 400 x 400; a shirt on a hook has a neck of 12 px above the same. */
const crate = drawMask(400, 400, (x, y) => (x >= 120 && x < 280 && y >= 120 && y < 280 ? 255 : 0));
const diamond = drawMask(400, 400, (x, y) => (Math.abs(x - 200) + Math.abs(y - 200) < 90 ? 255 : 0));
const hooked = drawMask(400, 400, (x, y) => {
  const isNeck = Math.abs(x - 200) < 6 && y >= 90 && y < 120;
  return isNeck || (x >= 120 && x < 280 && y >= 120 && y < 280) ? 255 : 0;
});

/** The product in dark red on a grey backdrop, darkened by `shade` (0..1) at each pixel. */
async function poseOf(
  matte: Mask,
  shade: (x: number, y: number) => number,
  grey = 200,
  source: 'given' | 'segmented' = 'given',
) {
  const p = drawRaster(matte.widthPx, matte.heightPx, (x, y) => {
    if ((matte.data[y * matte.widthPx + x] ?? 0) > 127) return [120, 30, 40];
    const level = Math.round(grey * (1 - shade(x, y)));
    return [level, level, level];
  });
  const facts = measureAsset(p, matte, source);
  return measurePose(await makeLabView(p, matte, facts.box), matte, facts);
}
const fade = (distance: number, reach: number) => (distance < 0 || distance > reach ? 0 : 1 - distance / reach);
const none = () => 0;
/** Two darker blotches, one to each side of the crate, and a faint shadow all around it. */
const blotches = (x: number, y: number) =>
  (y > 220 && Math.abs(x - 200) < 108 ? 0.2 : 0) + 0.06 * fade(Math.max(Math.abs(x - 200), Math.abs(y - 200)) - 80, 12);
/** How far a pixel lies outside the diamond, along its column. */
const outside = (x: number, y: number) => Math.abs(x - 200) + Math.abs(y - 200) - 90;

describe('measurePose says', () => {
  it('standing where the shadow lies at the base alone, with the contacts', async () => {
    const pose = await poseOf(crate, (x, y) => (x > 110 && x < 290 ? 0.5 * fade(y - 279, 16) : 0));

    expect(pose).toEqual({ kind: 'standing', cutSides: [], contacts: [{ leftPx: 120, widthPx: 160, yPx: 279 }] });
  });

  it('standing where the ground ends behind the product', async () => {
    const pose = await poseOf(
      crate,
      (x, y) => (y > 220 ? 0.3 : 0) + (x > 110 && x < 290 ? 0.1 * fade(y - 279, 12) : 0),
    );

    expect(pose.kind).toBe('standing');
  });

  it('lying where the shadow follows the whole lower outline', async () => {
    const pose = await poseOf(diamond, (x, y) => (y > 200 ? 0.5 * fade(outside(x, y), 14) : 0));

    expect(pose.kind).toBe('lying');
  });

  it('hung where it is narrow at the top and casts no shadow', async () => {
    expect((await poseOf(hooked, none)).kind).toBe('hung');
  });

  it.each([
    ['nothing casts a shadow', crate, none, 200],
    ['white paper may have lit the shadow away', hooked, none, 254],
    ['blotches of the backdrop end at one height beside it', crate, blotches, 200],
    ['the shadow is at a side alone', crate, (x: number) => 0.4 * fade(x - 279, 20), 200],
  ] as const)('unknown where %s', async (_name, matte, shade, grey) => {
    expect((await poseOf(matte, shade, grey)).kind).toBe('unknown');
  });

  it('cut, and where', async () => {
    const low = drawMask(400, 400, (x, y) => (x >= 120 && x < 280 && y >= 240 ? 255 : 0));

    expect(await poseOf(low, none)).toEqual({ kind: 'cut', cutSides: ['bottom'], contacts: [] });
  });

  it('cut at all sides of a photo, but not of a given cutout, which is trimmed', async () => {
    const full = drawMask(200, 200, () => 255);

    const [photo, cutout] = await Promise.all([poseOf(full, none, 200, 'segmented'), poseOf(full, none)]);

    expect([photo.kind, cutout.kind]).toEqual(['cut', 'unknown']);
  });
});
