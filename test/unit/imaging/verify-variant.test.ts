import { beforeAll, describe, expect, it } from 'vitest';
import type { PixelBox } from '../../../shared/contracts/geometry.ts';
import { sha256Hex } from '../../../shared/contracts/ids.ts';
import type { Receipt } from '../../../shared/contracts/receipt.ts';
import { encodeMask, encodeRaster, openRaster, type Raster } from '../../../shared/imaging/raster.ts';
import type { PlacedProduct } from '../../../shared/imaging/resample-product.ts';
import { discPhoto, type Finished, finishFile } from '../cli/finished-files.ts';
import { forge } from './forged-files.ts';
import { faultsOf, rulesOf } from './found-faults.ts';
import { type Colour, discMask, noiseAt } from './pictures.ts';
import { changeInterior, mutations, photoOf, rowWith, stripes } from './placed-products.ts';

const size = { width: 448, height: 448 } as const;
const wide = { width: 640, height: 400 } as const;
const files: Record<string, Finished> = {};
beforeAll(async () => {
  const photo = await discPhoto();
  files.png = await finishFile(photo, { ...size, format: 'png' });
  const clear = { kind: 'plain', name: 'clear', colour: 'transparent' } as const;
  files['transparent webp'] = await finishFile(photo, { ...size, format: 'webp' }, clear);
  files['extended png'] = await finishFile(photo, { ...wide, format: 'png' }, { kind: 'extend', name: 'extend' });
  const spa = { kind: 'set', name: 'spa', set: { studio: 'arch' } } as const;
  files['studio jpg'] = await finishFile(photo, { ...size, format: 'jpg' }, spa);
  files.jpg = await finishFile(photo, { ...size, format: 'jpg' });
  files.webp = await finishFile(photo, { ...size, format: 'webp' });
});
const fileOf = (name: string): Finished => files[name] ?? expect.fail(`no file ${name}`);

const moved = (box: PixelBox, px: number): PixelBox => ({ ...box, leftPx: box.leftPx + px });
/** A disc in specks of red and green that halved chroma cannot hold. */
async function printedPhoto(): Promise<Pick<Finished, 'photoBytes' | 'matteBytes'>> {
  const matte = discMask(480, 480, 240, 240, 230);
  const speck = (x: number, y: number) => noiseAt(x >> 1, y >> 1);
  const colourAt = (x: number, y: number): Colour => (speck(x, y) < 0.4 ? [225, 30, 40] : [30, 140, 60]);
  const [photo, given] = await Promise.all([encodeRaster(photoOf(matte, colourAt)), encodeMask(matte)]);
  return { photoBytes: photo.bytes, matteBytes: given.bytes };
}
const mutationOf = (name: string) => mutations[name] ?? expect.fail(`no mutation ${name}`);

describe('verifyVariant', () => {
  it.each(['png', 'transparent webp', 'extended png', 'studio jpg', 'jpg', 'webp'])(
    'verifies a finished %s',
    async (name) => {
      expect(await faultsOf(fileOf(name))).toEqual([]);
    },
  );

  it('verifies the JPEG of a row whose WebP would lose too much, also against the row', async () => {
    const finished = await finishFile(await printedPhoto(), 'default-blog-header');

    expect(finished.receipt).toMatchObject({ state: 'published', file: { format: 'jpg', quality: 92 } });
    expect(finished.receipt.file.key).toMatch(/\.jpg$/);
    expect(await faultsOf(finished, { row: rowWith({}, 'default-blog-header') })).toEqual([]);
  });

  it('checks the file against the row of its placement', async () => {
    const faults = await faultsOf(fileOf('jpg'), {
      row: rowWith({ formats: ['png'], background: 'white', maxBytes: 9 }),
    });

    expect(faults).toEqual(['format', 'size']);
  });

  it.each(['png', 'transparent webp', 'jpg', 'webp'])(
    'finds one pixel raised by 1 in a %s by its hash',
    async (name) => {
      const forged = await forge(fileOf(name), mutationOf('one pixel raised by 1'), 'file');

      expect(await faultsOf(forged)).toContain('file');
    },
  );

  describe.each(['png', 'transparent webp'])('of a lossless %s whose receipt is forged', (name) => {
    it.each(Object.keys(mutations))('finds %s by the pixels', async (mutation) => {
      expect(await faultsOf(await forge(fileOf(name), mutationOf(mutation), 'measures'))).toEqual(['difference']);
    });
  });

  describe.each(['jpg', 'webp'])('of a lossy %s', (name) => {
    it.each(Object.keys(mutations))('finds %s by the measures where the hash is forged', async (mutation) => {
      const forged = await forge(fileOf(name), mutationOf(mutation), 'hash');

      expect(await faultsOf(forged)).not.toEqual([]);
    });

    it.each([
      ['a product shifted by 1 px', 'moved to the right'],
      ['gamma raised by 1 %', 'gamma'],
      ['a hue turned by 1 degree', 'hue'],
    ])('finds %s where every measure is forged', async (mutation, rule) => {
      const forged = await forge(fileOf(name), mutationOf(mutation), 'measures');

      expect(await faultsOf(forged)).toContain(rule);
    });
  });

  it('finds a pixel that a JPEG still shows by its block, where every measure is forged', async () => {
    const raise = (picture: Raster, placed: PlacedProduct) =>
      changeInterior(picture, placed, (level, _, x, y) => (x === 224 && y === 224 ? level + 20 : level));

    expect(await faultsOf(await forge(fileOf('jpg'), raise, 'measures'))).toEqual(['encoded blocks']);
  });
});

describe('verifyVariant of a photo', () => {
  /** The same disc, a little brighter. */
  async function otherPhoto(): Promise<Uint8Array> {
    const brighter = photoOf(discMask(480, 480, 240, 240, 190), (x, y) => {
      const [red, green, blue] = stripes(x, y);
      return [red + 3, green + 3, blue + 3];
    });
    return (await encodeRaster(brighter)).bytes;
  }

  it('that is another one finds nothing else out', async () => {
    expect(await faultsOf({ ...fileOf('png'), photoBytes: await otherPhoto() })).toEqual(['photo']);
  });

  it('that is another one, with its hashes in the receipt, finds the pixels', async () => {
    const photoBytes = await otherPhoto();
    const { receipt } = fileOf('png');
    const hash = sha256Hex(photoBytes);
    const inputs = { ...receipt.inputs, photo: hash, p: hash };

    const faults = await faultsOf({ ...fileOf('png'), photoBytes, receipt: { ...receipt, inputs } });

    expect(faults).toEqual(['cutout', 'difference']);
  });
});

describe('verifyVariant of an edited receipt', () => {
  const otherHash = 'f'.repeat(64);
  const edits: [rule: string, file: string, edit: (receipt: Receipt) => Partial<Receipt>][] = [
    ['state', 'png', () => ({ state: 'held' })],
    ['bytes', 'png', ({ file }) => ({ file: { ...file, bytes: file.bytes + 1 } })],
    ['pixels claimed', 'png', ({ file }) => ({ file: { ...file, widthPx: 449 } })],
    ['format claimed', 'jpg', ({ file }) => ({ file: { ...file, format: 'webp' } })],
    ['encoding claimed', 'jpg', ({ file }) => ({ file: { ...file, quality: null } })],
    ['pixels of the photo', 'png', ({ inputs }) => ({ inputs: { ...inputs, p: otherHash } })],
    ['matte', 'png', ({ inputs }) => ({ inputs: { ...inputs, matte: otherHash } })],
    ['cutout', 'png', ({ inputs }) => ({ inputs: { ...inputs, cutout: otherHash } })],
    ['placement', 'png', ({ placement }) => ({ placement: { ...placement, id: 'made-up', confidence: 'official' } })],
    ['placement', 'png', ({ placement }) => ({ placement: { ...placement, source: 'https://example.com' } })],
    ['kernel', 'png', ({ placing }) => ({ placing: { ...placing, kernel: 'cubic' } })],
    ['scale', 'png', ({ placing }) => ({ placing: { ...placing, scale: placing.scale * 1.01 } })],
    [
      'crop of the photo',
      'png',
      ({ placing }) => ({ placing: { ...placing, from: moved(placing.from ?? placing.cut, 1) } }),
    ],
    ['product box', 'png', ({ placing }) => ({ placing: { ...placing, box: { ...placing.box, topPx: 0 } } })],
    ['interior share', 'png', ({ interior }) => ({ interior: { ...interior, share: 1 } })],
    ['haze share', 'png', ({ interior }) => ({ interior: { ...interior, hazeShare: 0.04 } })],
    ['claimed difference', 'png', ({ interior }) => ({ interior: { ...interior, maxAbsBeforeEncode: 1 } })],
    ['difference before encoding', 'jpg', ({ interior }) => ({ interior: { ...interior, maxAbsBeforeEncode: 1 } })],
    ['luma PSNR', 'jpg', ({ interior }) => ({ interior: { ...interior, psnrDb: 60 } })],
    ['colour difference, mean', 'jpg', ({ interior }) => ({ interior: { ...interior, deltaEMean: 0.1 } })],
    ['colour difference, p99', 'jpg', ({ interior }) => ({ interior: { ...interior, deltaEP99: 0.1 } })],
  ];
  it.each(edits)('names %s', async (rule, name, edit) => {
    const { receipt } = fileOf(name);

    expect(await faultsOf({ ...fileOf(name), receipt: { ...receipt, ...edit(receipt) } })).toEqual([rule]);
  });

  it.each([
    ['out of the frame', 2000],
    ['half out of the frame', 224],
    ['by a pixel', 1],
  ])('finds a product that is claimed to lie elsewhere: %s', async (_, right) => {
    const { receipt } = fileOf('png');
    const placing = {
      ...receipt.placing,
      cut: moved(receipt.placing.cut, right),
      box: moved(receipt.placing.box, right),
    };

    const faults = await faultsOf({ ...fileOf('png'), receipt: { ...receipt, placing } });

    expect(faults.length).toBeGreaterThan(0);
  });

  it('takes a receipt that says nothing of haze', async () => {
    const { receipt } = fileOf('png');
    const { hazeShare: _, ...interior } = receipt.interior;

    expect(await faultsOf({ ...fileOf('png'), receipt: { ...receipt, interior } })).toEqual([]);
  });

  it('follows a receipt without the crop of the photo by the matte', async () => {
    const { receipt } = fileOf('png');
    const { from: _, ...placing } = receipt.placing;

    expect(await faultsOf({ ...fileOf('png'), receipt: { ...receipt, placing } })).toEqual([]);
  });
});

describe('verifyVariant where sharp has changed since', () => {
  const older = (finished: Finished): Finished => ({
    ...finished,
    receipt: { ...finished.receipt, versions: { ...finished.receipt.versions, sharp: '0.34.0' } },
  });
  const raisedBy = (levels: number) =>
    forge(
      fileOf('png'),
      (picture, placed) => changeInterior(picture, placed, (level, _, x) => (x === 224 ? level + levels : level)),
      'measures',
    );

  it('says so, and takes the same pixels', async () => {
    const rules = await rulesOf(older(fileOf('png')));

    const said = rules.find(({ rule }) => rule === 'versions');
    expect(rules.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(said).toMatchObject({ verdict: 'not checked', expected: expect.stringContaining('sharp 0.34.0') });
    expect(said?.got).toContain('up to 2 levels are allowed');
  });

  it('says where finishing alone has changed that it compares exactly', async () => {
    const { receipt } = fileOf('png');
    const versions = { ...receipt.versions, finish: 1 };

    const rules = await rulesOf({ ...fileOf('png'), receipt: { ...receipt, versions } });

    expect(rules.find(({ rule }) => rule === 'versions')).toMatchObject({
      verdict: 'not checked',
      got: expect.stringContaining('compared exactly all the same'),
    });
  });

  it.each([
    [2, []],
    [3, ['difference']],
  ])('judges a column that differs by %i levels', async (levels, faults) => {
    expect(await faultsOf(older(await raisedBy(levels)))).toEqual(faults);
  });

  it('finds a whole change of tone within two levels', async () => {
    const forged = await forge(fileOf('png'), mutationOf('gamma raised by 1 %'), 'measures');

    expect(await faultsOf(older(forged))).toEqual(['gamma']);
  });

  it('allows no difference to a file of its own version', async () => {
    expect(await faultsOf(await raisedBy(1))).toEqual(['difference']);
  });
});

describe('verifyVariant where the matte is found anew', () => {
  /** What is darker than the backdrop is product: another network than the one of the matte that was given. */
  const byColour = {
    ...{ sidePx: 320, closerLookBelowShare: 0 },
    segment: async (rgb: Uint8Array) =>
      Float32Array.from({ length: rgb.length / 3 }, (_, at) => ((rgb[3 * at + 2] ?? 0) < 150 ? 1 : 0)),
  };
  const anew = { givenMatteBytes: null, segmenter: byColour };

  it.each(['png', 'jpg'])('verifies a %s well inside, and says so', async (name) => {
    const rules = await rulesOf(fileOf(name), anew);

    const matte = rules.find(({ rule }) => rule === 'matte');
    expect(rules.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(matte).toMatchObject({ verdict: 'not checked', got: expect.stringContaining('compared well inside alone') });
  });

  it.each(Object.keys(mutations))('finds %s', async (mutation) => {
    expect(await faultsOf(await forge(fileOf('png'), mutationOf(mutation), 'measures'), anew)).toContain('difference');
  });
});

describe('verifyVariant of a product too thin to compare', () => {
  it('says so, and verifies the rest', async () => {
    const wire = discMask(480, 480, 240, 240, 190).data.map((inside, at) => {
      const [x, y] = [(at % 480) - 240, Math.floor(at / 480) - 240];
      return Math.hypot(x, y) < 186 ? 0 : inside;
    });
    const matte = { data: wire, widthPx: 480, heightPx: 480 };
    const [photo, given] = await Promise.all([encodeRaster(photoOf(matte, stripes)), encodeMask(matte)]);
    const finished = await finishFile({ photoBytes: photo.bytes, matteBytes: given.bytes }, { ...size, format: 'png' });

    const rules = await rulesOf(finished);

    expect(rules.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(rules).toContainEqual(expect.objectContaining({ rule: 'interior in the frame', verdict: 'not checked' }));
  });
});

describe('verifyVariant of what cannot be followed', () => {
  it('says of a file that is no picture what it is', async () => {
    const variantBytes = new TextEncoder().encode('no picture');

    expect(await faultsOf({ ...fileOf('png'), variantBytes })).toEqual(['file', 'bytes', 'file decodes']);
  });

  it('finds a product that nothing shows', async () => {
    const { receipt } = fileOf('transparent webp');
    const empty = await openRaster({ data: new Uint8Array(4 * 448 * 448), channels: 4, widthPx: 448, heightPx: 448 })
      .webp({ lossless: true })
      .toBuffer();
    const file = { ...receipt.file, sha256: sha256Hex(empty), bytes: empty.length };

    const faults = await faultsOf({
      ...fileOf('transparent webp'),
      variantBytes: empty,
      receipt: { ...receipt, file },
    });

    expect(faults).toEqual(['profile claimed', 'provenance written', 'interior opaque', 'difference']);
  });

  it('says of a matte that does not fit the photo why', async () => {
    const givenMatteBytes = (await encodeRaster(photoOf(discMask(100, 100, 50, 50, 40), stripes))).bytes;

    expect(await faultsOf(fileOf('png'), { givenMatteBytes })).toEqual(['product found']);
  });
});
