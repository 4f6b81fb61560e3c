import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { hasFineChroma } from '../../../shared/imaging/chroma-detail.ts';
import { encodeVariant } from '../../../shared/imaging/encode-variant.ts';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { type Colour, drawRaster } from './pictures.ts';
import { provenance } from './placed-products.ts';

const side = 200;
const whole = { leftPx: 0, topPx: 0, widthPx: side, heightPx: side };
const white: Colour = [255, 255, 255];
/** Lines one pixel wide, 9 apart, on white. */
const lines = (colour: Colour): Raster => drawRaster(side, side, (x) => (x % 9 === 0 ? colour : white));

describe('hasFineChroma', () => {
  it.each<[string, Colour]>([
    ['red', [224, 0, 32]],
    ['blue', [0, 48, 208]],
  ])('sees thin %s lines', (_name, colour) => {
    expect(hasFineChroma(lines(colour), whole)).toBe(true);
  });

  it.each<[string, Raster]>([
    ['thin black lines', lines([0, 0, 0])],
    ['pale lines', lines([236, 225, 215])],
    ['a red area on an even column', drawRaster(side, side, (x) => (x < 100 ? [224, 0, 32] : white))],
    ['a gradient', drawRaster(side, side, (x) => [x, 255 - x, 128])],
  ])('sees nothing in %s', (_name, picture) => {
    expect(hasFineChroma(picture, whole)).toBe(false);
  });

  it('looks inside the box alone, which may reach over the picture', () => {
    const picture = drawRaster(side, side, (x) => (x > 120 && x % 9 === 0 ? [224, 0, 32] : white));

    expect(hasFineChroma(picture, { leftPx: -40, topPx: -40, widthPx: 150, heightPx: 300 })).toBe(false);
    expect(hasFineChroma(picture, { leftPx: 100, topPx: -40, widthPx: 150, heightPx: 300 })).toBe(true);
  });

  it('says where the slower conversion keeps a vivid line brighter', async () => {
    const picture = lines([224, 0, 32]);
    const redOf = async (keepsFineChroma: boolean): Promise<number> => {
      const { bytes } = await encodeVariant(picture, { format: 'webp', quality: 80 }, { provenance, keepsFineChroma });
      const decoded = await sharp(bytes).raw().toBuffer();
      return decoded[(100 * side + 90) * 3] ?? 0;
    };

    const asDrawn = 224;
    expect(Math.abs((await redOf(true)) - asDrawn)).toBeLessThan(Math.abs((await redOf(false)) - asDrawn));
  });
});
