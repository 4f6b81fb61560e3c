import { describe, expect, it } from 'vitest';
import { finishVersion, maskVersion } from '../../../shared/contracts/versions.ts';
import { measureGamutLoss } from '../../../shared/imaging/measure-gamut-loss.ts';
import { encodeMask, openRaster, type Raster } from '../../../shared/imaging/raster.ts';
import { verifyVariant } from '../../../shared/imaging/verify-variant.ts';
import { finishFile, noNetwork } from '../cli/finished-files.ts';
import {
  adobeRgbProfile,
  type Colour,
  discMask,
  displayP3Profile,
  drawRaster,
  plain,
  pngInProfile,
} from './pictures.ts';

const matte = discMask(480, 480, 240, 240, 180);
const isProduct = (x: number, y: number): boolean => (matte.data[y * 480 + x] ?? 0) > 0;
const red: Colour = [255, 0, 0];
const grey: Colour = [200, 200, 200];
const inP3 = async (picture: Raster) => pngInProfile(await displayP3Profile(), picture);
/** A disc before a backdrop, in levels of Display P3. */
const discIn = (product: Colour, behind: Colour) =>
  inP3(drawRaster(480, 480, (x, y) => (isProduct(x, y) ? product : behind)));

describe('measureGamutLoss', () => {
  it('says of the reddest red of Display P3 that all of it is lost, and by how much', async () => {
    const loss = await measureGamutLoss(await discIn(red, grey), matte);

    expect(loss).toMatchObject({ profile: expect.stringMatching(/P3/), share: 1 });
    // From L*a*b* 54.97, 94.09, 94.77 of Display P3's red to 53.24, 80.09, 67.20 of sRGB's.
    expect(loss?.largestDeltaE).toBeCloseTo(6.82, 1);
  });

  it('counts what is lost of the product, and not of its backdrop', async () => {
    const loss = await measureGamutLoss(await discIn(grey, red), matte);

    expect(loss?.share).toBeLessThan(0.02);
  });

  it('counts the part that is lost', async () => {
    const half = drawRaster(480, 480, (x, y) => (isProduct(x, y) && x < 240 ? red : grey));

    const loss = await measureGamutLoss(await inP3(half), matte);

    expect(loss?.share).toBeCloseTo(0.5, 1);
  });

  it('finds no loss where a wide profile holds colours of sRGB', async () => {
    const photo = await openRaster(drawRaster(480, 480, (x) => [x % 256, 255 - (x % 256), 40]))
      .withIccProfile('p3')
      .png()
      .toBuffer();

    expect(await measureGamutLoss(photo, matte)).toMatchObject({ share: 0 });
  });

  it('finds the greens that Adobe RGB has beyond sRGB, and no others', async () => {
    const green = (level: number) => drawRaster(480, 480, () => [level, 200, level]);

    const [vivid, pale] = await Promise.all(
      [0, 140].map(async (level) => measureGamutLoss(await pngInProfile(adobeRgbProfile(), green(level)), matte)),
    );

    expect([vivid?.share, pale?.share]).toEqual([1, 0]);
  });

  it.each([
    ['no profile', plain(480, 480, red)],
    ["sRGB's profile", plain(480, 480, red).withIccProfile('srgb')],
    ['no colour', plain(480, 480, grey).toColourspace('b-w')],
  ])('has nothing to measure in a photo with %s', async (_name, photo) => {
    expect(await measureGamutLoss(await photo.png().toBuffer(), matte)).toBeNull();
  });
});

describe('a file of a product in the reddest red of Display P3', () => {
  const finishRed = async () => {
    const [photoBytes, given] = await Promise.all([discIn(red, grey), encodeMask(matte)]);
    return finishFile({ photoBytes, matteBytes: given.bytes }, { width: 448, height: 448, format: 'png' });
  };

  it('is published, and its receipt says what is lost', async () => {
    const { receipt } = await finishRed();

    expect(receipt).toMatchObject({ state: 'published', gamutLoss: { share: 1 } });
    expect(receipt.reasons.map(({ code }) => code)).toEqual(['COLOURS_CLIPPED']);
    expect(receipt.reasons[0]?.sentence).toMatch(/100\.0 % of the product beyond it \(.*P3.*\): .* up to \d\.\d away/);
  });

  it('does not verify where the receipt claims that nothing is lost', async () => {
    const { photoBytes, matteBytes, variantBytes, receipt } = await finishRed();
    const { sharp, libvips } = receipt.versions;
    const files = { photoBytes, givenMatteBytes: matteBytes, variantBytes, segmenter: noNetwork, row: undefined };
    const versions = { mask: maskVersion, finish: finishVersion, sharp, libvips };
    const faultsOf = async (claimed: typeof receipt) =>
      (await verifyVariant({ ...files, versions, receipt: claimed })).flatMap(({ rule, verdict }) =>
        verdict === 'fail' ? [rule] : [],
      );

    const [honest, forged] = [await faultsOf(receipt), await faultsOf({ ...receipt, gamutLoss: null })];

    expect([honest, forged]).toEqual([[], ['colours outside sRGB']]);
  });
});
