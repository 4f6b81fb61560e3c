import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readProfile } from '../../../shared/imaging/read-profile.ts';
import { adobeRgbProfile, makeIccProfile, plain } from './pictures.ts';

/** The profile that sharp writes under one of its names. */
async function profileOf(name: 'srgb' | 'p3'): Promise<Uint8Array> {
  const file = await plain(8, 8, [10, 20, 30]).withIccProfile(name).png().toBuffer();
  return new Uint8Array((await sharp(file).metadata()).icc ?? []);
}

describe('readProfile', () => {
  it('knows sRGB by its primaries, whatever it is called', async () => {
    const plainSrgb = makeIccProfile(
      [
        [0.4361, 0.2225, 0.0139],
        [0.3851, 0.7169, 0.0971],
        [0.1431, 0.0606, 0.7139],
      ],
      2.2,
    );

    expect(readProfile(await profileOf('srgb'))).toEqual({ name: 'sRGB', isSrgb: true });
    expect(readProfile(plainSrgb)).toEqual({ name: 'Test', isSrgb: true });
  });

  it('tells Display P3 and Adobe RGB from it', async () => {
    expect((await profileOf('p3')).length).toBeGreaterThan(0);
    expect(readProfile(await profileOf('p3')).isSrgb).toBe(false);
    expect(readProfile(adobeRgbProfile()).isSrgb).toBe(false);
  });

  it.each([0, 1, 100, 131, 140, 200])('takes a profile that breaks off after %i bytes for another one', (length) => {
    expect(readProfile(adobeRgbProfile().subarray(0, length)).isSrgb).toBe(false);
  });
});
