import { describe, expect, it } from 'vitest';
import { encodeMask, type Mask, type Raster } from '../../../../shared/imaging/raster.ts';
import { readPicture } from '../../../../shared/imaging/read-picture.ts';
import { studioSets } from '../../../../shared/sets/studio-sets.ts';
import { discPhoto, finishFile } from '../../cli/finished-files.ts';
import { discMask } from '../../imaging/pictures.ts';

it('writes a receipt that says from where in the photo to where in the file the product goes', async () => {
  const { receipt } = await finishFile(await discPhoto(), { width: 448, height: 448, format: 'png' });

  const { from, cut, scale } = receipt.placing;
  expect([receipt.state, receipt.file.widthPx]).toEqual(['published', 448]);
  expect(from).toEqual({ leftPx: 50, topPx: 50, widthPx: 381, heightPx: 381 });
  expect(cut.widthPx).toBe(Math.round(381 * scale));
});

it('writes the placing of the file itself where the byte limit shrank the picture', async () => {
  const photo = await discPhoto();
  const whole = await finishFile(photo, { width: 448, height: 448, format: 'png' });
  const maxBytes = Math.floor(whole.variantBytes.length * 0.8);

  const { receipt } = await finishFile(photo, { width: 448, height: 448, format: 'png', maxBytes });

  const { file, placing } = receipt;
  expect(receipt.state).toBe('published');
  expect(file.widthPx).toBeLessThan(448);
  expect(Math.abs(placing.cut.widthPx - whole.receipt.placing.cut.widthPx * (file.widthPx / 448))).toBeLessThan(1);
  expect(placing.scale).toBeCloseTo(placing.cut.widthPx / 381);
});

it('names the studio set behind the product', async () => {
  const look = { kind: 'set', name: 'spa', set: { studio: 'arch', tint: '#d8a6a6' } } as const;

  const { receipt } = await finishFile(await discPhoto(), { width: 448, height: 448, format: 'png' }, look);

  expect(receipt.set).toMatchObject({ studio: 'arch', tint: '#d8a6a6', isMirrored: false, zoom: 'close' });
  expect(receipt.plate).toBeNull();
});

it('says how far the picture of the set is enlarged', async () => {
  const look = { kind: 'set', name: 'spa', set: { studio: 'arch' } } as const;

  const { receipt } = await finishFile(await discPhoto(), { width: 448, height: 448, format: 'png' }, look);

  const { set, placing } = receipt;
  const pxPerCm = studioSets.find(({ id }) => id === 'arch')?.zooms.find(({ name }) => name === set?.zoom)?.pxPerCm;
  const pxPerU = Math.max(placing.box.widthPx, placing.box.heightPx);
  expect(set?.enlargement).toBeCloseTo(pxPerU / ((set?.uCm ?? 0) * (pxPerCm ?? 0)), 2);
});

it('says how much of the product is haze inside its edge', async () => {
  const photo = await discPhoto();
  const veil = discMask(480, 480, 240, 240, 190).data.map((level, at) =>
    at % 480 > 235 && at % 480 < 245 ? Math.min(level, 200) : level,
  );
  const matte = await encodeMask({ data: veil, widthPx: 480, heightPx: 480 });

  const [clear, hazy] = await Promise.all(
    [photo, { ...photo, matteBytes: matte.bytes }].map((each) =>
      finishFile(each, { width: 448, height: 448, format: 'png' }),
    ),
  );

  expect(clear?.receipt.interior.hazeShare).toBe(0);
  expect(hazy?.receipt.interior.hazeShare).toBeGreaterThan(0.02);
});

it('writes how the light behind the product was fitted to it, and what is missing all the same', async () => {
  const look = { kind: 'set', name: 'paper', set: { sweep: '#807468' } } as const;

  const { receipt } = await finishFile(await discPhoto(), { width: 448, height: 448, format: 'png' }, look);

  expect(receipt.fit?.gains.some((gain) => gain !== 1)).toBe(true);
  expect(receipt.reasons.map(({ code }) => code)).toEqual(['CONTRAST_LOW']);
  expect(receipt.state).toBe('published');
});

describe('a scene', () => {
  const scene = { kind: 'scene', name: 'spa', prompt: 'a spa', set: { studio: 'arch' } } as const;
  const small = { width: 448, height: 448, format: 'png' } as const;

  it('names the plate, and no set behind it', async () => {
    const { receipt } = await finishFile(await discPhoto(), small, scene);

    const { plate, set, file } = receipt;
    expect(set).toBeNull();
    expect(plate).toMatchObject({ engine: 'sdxl', steps: 20, scheduler: 'DDIM', seed: 1, surfaceLine: 0.01 });
    expect(plate?.shown?.widthPx).toBeCloseTo(file.widthPx / (plate?.enlargement ?? 0), 2);
    expect([receipt.growth, receipt.seam, receipt.secondProduct]).toEqual([0.01, 1.1, 0]);
    expect(receipt.provenance.digitalSourceType).toBe('compositeWithTrainedAlgorithmicMedia');
  });

  it.each(['stage', 'in-context'] as const)('of mode %s names the studio that is shown in its place', async (mode) => {
    const photo = await discPhoto();
    const [{ receipt }, asSet] = await Promise.all([
      finishFile(photo, small, { ...scene, mode }, 'set in place'),
      finishFile(photo, small, { kind: 'set', name: 'spa', set: scene.set }),
    ]);

    expect(receipt.plate).toBeNull();
    expect(receipt.set).toMatchObject({ studio: 'arch', isMirrored: false });
    expect(receipt.set).toEqual(asSet.receipt.set);
    expect(receipt.reasons.map(({ code }) => code)).toContain('SET_IN_PLACE_OF_SCENE');
    expect(receipt.provenance.digitalSourceType).toBe('compositeSynthetic');
  });
});

describe('a scene that was painted around its product', () => {
  const scene = { kind: 'scene', name: 'spa', prompt: 'a spa', set: { sweep: '#c9b79c' } } as const;
  const around = { ...scene, mode: 'in-context' } as const;
  const small = { width: 448, height: 448, format: 'png' } as const;
  /** What the engine changed where it was told to keep: the last thing that may show. */
  const spoilKept = ({ data, ...rest }: Raster, mask: Mask | null): Raster => ({
    ...rest,
    data: data.map((level, at) => (mask?.data[Math.floor(at / 3)] === 0 ? [255, 0, 255][at % 3] : level) ?? 0),
  });

  it('shows the product of the photo, to the pixel, whatever the engine made of it', async () => {
    const photo = await discPhoto();

    const [kept, spoilt] = await Promise.all([
      finishFile(photo, small, around),
      finishFile(photo, small, around, spoilKept),
    ]);

    expect(spoilt.receipt.interior).toMatchObject({ maxAbsBeforeEncode: 0, deltaEP99: 0 });
    expect(spoilt.receipt.state).toBe('published');
    const [one, two] = await Promise.all([kept, spoilt].map(({ variantBytes }) => readPicture(variantBytes)));
    expect(two?.raster.data).toEqual(one?.raster.data);
  });
});
