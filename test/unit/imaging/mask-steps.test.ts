import { describe, expect, it } from 'vitest';
import { maskPhoto } from '../../../shared/imaging/mask-steps.ts';
import { decodeMask, decodeRaster, encodeMask, encodeRaster, openRaster } from '../../../shared/imaging/raster.ts';
import type { Segmenter } from '../../../shared/imaging/segment-product.ts';
import { discMask } from './pictures.ts';
import { photoOf, stripes } from './placed-products.ts';

const disc = discMask(200, 160, 100, 80, 50);
const photo = photoOf(disc, stripes);
const noNetwork: Segmenter = {
  ...{ sidePx: 320, closerLookBelowShare: 1 },
  segment: async () => {
    throw new Error('Expected that the network is not asked.');
  },
};
const snapped = disc.data.map((value) => (value < 3 ? 0 : value > 252 ? 255 : value));

describe('maskPhoto', () => {
  it('takes the matte that a person gave, without asking the network', async () => {
    const [photoFile, matteFile] = await Promise.all([encodeRaster(photo), encodeMask(disc)]);

    const masked = await maskPhoto({
      photoBytes: photoFile.bytes,
      givenMatteBytes: matteFile.bytes,
      segmenter: noNetwork,
    });

    const matte = await decodeMask(masked.matte.bytes);
    expect(Buffer.compare(matte.data, snapped)).toBe(0);
    expect(masked.facts).toMatchObject({ matteSource: 'given', widthPx: 200, heightPx: 160 });
    expect(masked.facts.box).toEqual({ leftPx: 50, topPx: 30, widthPx: 101, heightPx: 101 });
  });

  it("takes a transparent photo's own alpha and its own colours", async () => {
    const data = new Uint8Array(200 * 160 * 4);
    disc.data.forEach((alpha, at) => {
      data.set([180, 40, 60, alpha], at * 4);
    });
    const bytes = await openRaster({ data, widthPx: 200, heightPx: 160, channels: 4 }).png().toBuffer();

    const masked = await maskPhoto({ photoBytes: bytes, givenMatteBytes: null, segmenter: noNetwork });

    const [matte, cutout] = await Promise.all([decodeMask(masked.matte.bytes), decodeRaster(masked.cutout.bytes, 4)]);
    expect(masked.facts.matteSource).toBe('photo alpha');
    expect(Buffer.compare(matte.data, snapped)).toBe(0);
    const colours = new Set<string>();
    for (let at = 0; at < cutout.data.length; at += 4) {
      if (cutout.data[at + 3] !== 0) colours.add(cutout.data.subarray(at, at + 3).join());
    }
    expect([...colours]).toEqual(['180,40,60']);
  });
});
