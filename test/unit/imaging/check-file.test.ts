import { describe, expect, it } from 'vitest';
import { fileRules } from '../../../shared/imaging/check-file.ts';
import type { Picture } from '../../../shared/imaging/read-picture.ts';
import { allPlacements } from '../../../shared/placements/placements.ts';
import { rowWith } from './placed-products.ts';

/** A file of a size that nothing is wrong with, all of one level. */
function pictureOf(widthPx: number, heightPx: number, changes: Partial<Picture> & { alpha?: number } = {}): Picture {
  const { alpha, ...more } = changes;
  const channels = alpha === undefined ? 3 : 4;
  const data = new Uint8Array(widthPx * heightPx * channels).fill(255);
  if (alpha !== undefined) data[3] = alpha;
  const raster = { data, channels, widthPx, heightPx } as const;
  const facts = { isAnimation: false, isLossless: false, isCmyk: false, profile: { name: 'sRGB', isSrgb: true } };
  return { raster, format: 'jpg', bytes: 1000, ...facts, ...more };
}
const verdictsOf = (picture: Picture, row: Parameters<typeof fileRules>[1]) =>
  Object.fromEntries(fileRules(picture, row).map(({ rule, verdict }) => [rule, verdict]));

const strict = rowWith({
  ...{ aspectRatio: '4:3', minWidth: 40, minHeight: 30, maxWidth: 80, maxHeight: 60, maxBytes: 1000 },
  ...{ formats: ['jpg', 'webp'], background: 'clean' },
});

describe('fileRules', () => {
  it('passes a file that keeps every rule', () => {
    expect(verdictsOf(pictureOf(40, 30), strict)).toEqual({
      ...{ format: 'pass', pixels: 'pass', ratio: 'pass', size: 'pass' },
      ...{ frames: 'pass', colours: 'pass', transparency: 'pass' },
    });
  });

  it("takes the format of a row's twin, too", () => {
    const { format } = verdictsOf(pictureOf(40, 30, { format: 'png' }), { ...strict, twin: 'png' });

    expect(format).toBe('pass');
  });

  it.each([
    ['format', pictureOf(40, 30, { format: 'png' })],
    ['pixels', pictureOf(36, 27)],
    ['pixels', pictureOf(84, 63)],
    ['ratio', pictureOf(42, 30)],
    ['size', pictureOf(40, 30, { bytes: 1001 })],
    ['frames', pictureOf(40, 30, { isAnimation: true })],
    ['colours', pictureOf(40, 30, { profile: { name: 'Display P3', isSrgb: false } })],
    ['colours', pictureOf(40, 30, { isCmyk: true, profile: null })],
    ['transparency', pictureOf(40, 30, { alpha: 254 })],
  ])('fails the %s alone', (rule, picture) => {
    const broken = Object.entries(verdictsOf(picture, strict)).filter(([, verdict]) => verdict === 'fail');

    expect(broken.map(([name]) => name)).toEqual([rule]);
  });

  it('takes a ratio that differs by less than one in a hundred, and pixels that are rounded', () => {
    const row = rowWith({ aspectRatio: '1.91:1', formats: ['jpg'] });

    const verdicts = [1200, 1187, 1225].map((widthPx) => verdictsOf(pictureOf(widthPx, 628), row).ratio);

    expect(verdicts).toEqual(['pass', 'fail', 'fail']);
  });

  it('leaves a ratio open that the platform only advises', () => {
    const row = rowWith({ aspectRatio: '1:1', ratioIsAdvice: true, formats: ['jpg'] });

    const verdicts = [40, 30].map((widthPx) => verdictsOf(pictureOf(widthPx, 30), row).ratio);

    expect(verdicts).toEqual(['not checked', 'pass']);
  });

  it('says what it cannot check where the row names nothing', () => {
    const row = rowWith({ aspectRatio: null, formats: [], maxBytes: null, background: 'any' });

    const { format, pixels, ratio, size, transparency } = verdictsOf(pictureOf(40, 30, { alpha: 0 }), row);

    expect(new Set([format, pixels, ratio, size, transparency])).toEqual(new Set(['not checked']));
  });

  it('takes no profile for sRGB, and transparency where the row allows it', () => {
    const row = rowWith({ background: 'white-or-transparent' });

    const { colours, transparency } = verdictsOf(pictureOf(40, 30, { profile: null, alpha: 0 }), row);

    expect([colours, transparency]).toEqual(['pass', 'pass']);
  });

  it.each(allPlacements)('passes what we deliver for $id', (row) => {
    const { widthPx, heightPx, format } = row.deliver;

    const broken = fileRules(pictureOf(widthPx, heightPx, { format }), row).filter(({ verdict }) => verdict === 'fail');

    expect(broken).toEqual([]);
  });
});
