import { expect, it } from 'vitest';
import { encodeMask } from '../../../../shared/imaging/raster.ts';
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
