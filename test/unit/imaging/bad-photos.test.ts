import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { segmenters } from '../../../shared/contracts/segmenters.ts';
import { maskPhoto } from '../../../shared/imaging/mask-steps.ts';
import { decodeMask } from '../../../shared/imaging/raster.ts';
import type { Segmenter } from '../../../shared/imaging/segment-product.ts';
import { loadSegmenter } from '../../../shared/segmenters/load-segmenter.ts';
import { drawPhoto } from '../../pipeline/test-photo.ts';
import { codeOf, drawRaster, noiseAt, plain } from './pictures.ts';

/** Photos that retailers do send, through the real network, each with the verdict that it must get. */

let segmenter: Segmenter;
let vase: Buffer;
beforeAll(async () => {
  segmenter = await loadSegmenter(
    segmenters.u2netp,
    join(import.meta.dirname, '../../../.packshot/models/u2netp.onnx'),
  );
  vase = await drawPhoto(20);
});

const mask = (photoBytes: Uint8Array) => maskPhoto({ photoBytes, givenMatteBytes: null, segmenter });
const svg = (body: string, width = 640, height = 640): Promise<Buffer> =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${body}</svg>`))
    .flatten({ background: '#dfe3e6' })
    .jpeg({ quality: 94 })
    .toBuffer();
/** The vase stands between x 200 and 440, y 120 and 525 of 640 x 640 px. */
const crop = (left: number, top: number, width: number, height: number) =>
  sharp(vase).extract({ left, top, width, height }).jpeg({ quality: 94 }).toBuffer();

const wall = async () => {
  const p = drawRaster(640, 480, (x, y) => {
    const level = Math.round(200 - x / 16 - y / 24 + 6 * noiseAt(x, y));
    return [level, level - 4, level - 10];
  });
  return sharp(p.data, { raw: { width: 640, height: 480, channels: 3 } })
    .jpeg()
    .toBuffer();
};
/** A person from chin to knees: head and legs go on outside the photo. */
const wearer = () =>
  svg(`<g fill="#c98f6b"><rect x="285" y="0" width="70" height="90" rx="20"/>
    <path d="M215 110 l-50 250 l36 8 l50 -190 z M425 110 l50 250 l-36 8 l-50 -190 z"/></g>
    <path d="M232 640 v-230 h176 v230 h-76 l-12 -180 l-12 180 z" fill="#33415e"/>
    <path d="M285 74 q35 30 70 0 l70 30 l34 120 l-52 16 l-10 -40 v220 h-154 v-220 l-10 40 l-52 -16 l34 -120 z" fill="#a8323e"/>`);
/** The vase with a window through which the backdrop is seen, a little darker. */
const window = () => {
  const glass = '<svg width="640" height="640"><ellipse cx="320" cy="390" rx="78" ry="92" fill="#dddbd7"/></svg>';
  return sharp(vase)
    .composite([{ input: Buffer.from(glass) }])
    .jpeg({ quality: 94 })
    .toBuffer();
};

describe('a photo without a product is rejected', () => {
  it.each([
    ['of a wall', wall],
    ['all white', () => plain(600, 400, [255, 255, 255]).jpeg().toBuffer()],
    ['all black', () => plain(600, 400, [0, 0, 0]).jpeg().toBuffer()],
  ] as const)('%s', async (_name, draw) => {
    const photo = await draw();

    expect(await codeOf(mask(photo))).toBe('NO_PRODUCT_FOUND');
  });
});

describe('a photo whose product nobody could place is rejected', () => {
  it.each([
    ['cut off at the top and the bottom', 'PRODUCT_CUT_OFF', () => crop(60, 200, 520, 260)],
    ['of somebody who wears it, from chin to knees', 'PRODUCT_CUT_OFF', wearer],
    ['cut off all around', 'PRODUCT_CUT_OFF', () => crop(220, 190, 200, 250)],
    ['out of focus', 'PHOTO_BLURRED', () => sharp(vase).blur(14).jpeg().toBuffer()],
  ] as const)('%s, by %s', async (_name, code, draw) => {
    const photo = await draw();

    expect(await codeOf(mask(photo))).toBe(code);
  });
});

describe('a photo to be looked at is finished with the reason', () => {
  it.each([
    ['cut off at the bottom', 'PRODUCT_LEAVES_FRAME', () => crop(40, 20, 560, 360)],
    ['with transparent parts', 'PRODUCT_NOT_CLEAR', window],
  ] as const)('%s', async (_name, code, draw) => {
    const photo = await draw();

    const { facts } = await mask(photo);

    expect(facts.quality.verdict).toBe('doubtful');
    expect(facts.quality.reasons.map((reason) => reason.code)).toContain(code);
  });
});

describe('a photo in an unusual form is finished as the plain one', () => {
  it.each([
    ['JPEG', () => vase],
    ['16-bit PNG', () => sharp(vase).toColourspace('rgb16').png().toBuffer()],
    ['CMYK', () => sharp(vase).toColourspace('cmyk').jpeg({ quality: 94 }).toBuffer()],
    ['Display-P3', () => sharp(vase).withIccProfile('p3').jpeg({ quality: 94 }).toBuffer()],
    ['turned by EXIF', () => sharp(vase).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 94 }).toBuffer()],
  ] as const)('%s', async (_name, draw) => {
    const photo = await draw();

    const { facts } = await mask(photo);

    expect(facts.quality.verdict).toBe('good');
    const { leftPx, topPx, widthPx, heightPx } = facts.box;
    for (const [got, wanted] of [
      [leftPx, 200],
      [topPx, 120],
      [widthPx, 240],
      [heightPx, 405],
    ] as const) {
      expect(Math.abs(got - wanted)).toBeLessThanOrEqual(5);
    }
  });

  it('12,000 px wide', async () => {
    const photo = await sharp(vase).rotate(90).resize(2400, 2400).toBuffer();
    const wide = await sharp(photo)
      .extract({ left: 300, top: 700, width: 1900, height: 1000 })
      .resize(12_000, 1600, { fit: 'fill' })
      .jpeg()
      .toBuffer();

    const { facts } = await mask(wide);

    expect([facts.widthPx, facts.heightPx, facts.quality.verdict]).toEqual([12_000, 1600, 'good']);
  });

  it('a cutout of its own, half of it glass: its alpha is kept and not second-guessed', async () => {
    const cutout = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400">
      <rect x="100" y="60" width="200" height="140" fill="#456"/><rect x="100" y="200" width="200" height="140" fill="#9bd" opacity="0.4"/></svg>`;

    const { facts, matte } = await mask(await sharp(Buffer.from(cutout)).png().toBuffer());

    const { data } = await decodeMask(matte.bytes);
    expect(facts).toMatchObject({
      matteSource: 'photo alpha',
      quality: { verdict: 'good', reasons: [], measures: null },
    });
    expect([data[400 * 100 + 200], data[400 * 300 + 200], data[400 * 380 + 200]]).toEqual([255, 102, 0]);
  });
});
