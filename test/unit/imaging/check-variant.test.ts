import { beforeAll, describe, expect, it } from 'vitest';
import { type CheckInput, checkVariant } from '../../../shared/imaging/check-variant.ts';
import { placeOnTransparent } from '../../../shared/imaging/composite-product.ts';
import { encodeVariant } from '../../../shared/imaging/encode-variant.ts';
import { openRaster, type Raster } from '../../../shared/imaging/raster.ts';
import { resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { drawMask, drawRaster, noiseAt } from './pictures.ts';
import {
  changeInterior,
  drawOn,
  type Framed,
  framedDisc,
  mutations,
  placeAt,
  productOf,
  provenance,
  rowWith,
} from './placed-products.ts';

let framed: Framed;
let picture: Raster;
beforeAll(async () => {
  framed = await framedDisc();
  picture = await drawOn({ kind: 'plain', colour: '#ffffff' }, framed);
});

/** A clean input with its PNG, and what a test changes of it. */
async function inputWith(changes: Partial<CheckInput> = {}): Promise<CheckInput> {
  const drawn = changes.picture ?? picture;
  const file = await encodeVariant(drawn, { format: 'png', quality: null }, { provenance });
  const { product, placed, placing } = framed;
  const placement = rowWith({ maxBytes: null, formats: ['jpg', 'png', 'webp'] });
  return { file, picture: drawn, product, placed, placing, placement, isPureWhite: true, ...changes };
}

const codesOf = async (changes?: Partial<CheckInput>): Promise<string[]> => {
  const { faults } = await checkVariant(await inputWith(changes));
  return faults.map(({ code }) => code);
};

/** A ring of a wire 12 px wide, whose matte goes from 0 to `most` within `edgePx`, drawn at its own size. */
async function wireWith(edgePx: number, most = 255): Promise<Partial<CheckInput>> {
  const cut = await productOf(
    drawMask(200, 200, (x, y) => {
      const depthPx = 6 - Math.abs(80 - Math.hypot(x - 100, y - 100));
      return Math.round(most * Math.max(0, Math.min(1, 0.5 + depthPx / edgePx)));
    }),
  );
  const placing = placeAt(cut, { widthPx: 240, heightPx: 240, scale: 1, leftPx: 30, topPx: 30 });
  const placed = await resampleProduct(cut.product, placing.cut);
  const wire = { ...cut, placing, placed };
  return { ...wire, picture: await drawOn({ kind: 'plain', colour: '#ffffff' }, wire) };
}

describe('checkVariant passes', () => {
  it.each([1, 2, 3])('a wire with a good matte, soft over %i px, of which hardly a row is interior', async (edgePx) => {
    const wire = await wireWith(edgePx);

    const codes = await codesOf(wire);

    expect(wire.placed?.interiorShare).toBeLessThan(0.4);
    expect(codes).toEqual([]);
  });

  it('a clean PNG, with nothing lost', async () => {
    const { faults, measures } = await checkVariant(await inputWith());

    expect(faults).toEqual([]);
    expect(measures).toEqual({
      interior: {
        share: Math.round(framed.placed.interiorShare * 10_000) / 10_000,
        maxAbsBeforeEncode: 0,
        psnrDb: null,
        deltaEMean: 0,
        deltaEP99: 0,
      },
      growth: 'notApplicable',
      seam: 'notApplicable',
      secondProduct: 'notApplicable',
    });
  });

  it.each([
    ['jpg', 92],
    ['webp', 90],
  ] as const)('a clean %s of quality %i, with a loss that it states', async (format, quality) => {
    const file = await encodeVariant(picture, { format, quality }, { provenance });

    const { faults, measures } = await checkVariant(await inputWith({ file, isPureWhite: false }));

    expect(faults).toEqual([]);
    expect(measures.interior.psnrDb).toBeGreaterThan(35);
    expect(measures.interior.deltaEMean).toBeGreaterThan(0);
    expect(measures.interior.deltaEP99).toBeGreaterThan(measures.interior.deltaEMean);
  });

  it.each(['png', 'webp'] as const)('a transparent %s', async (format) => {
    const clear = placeOnTransparent(framed.placing, framed.placed);
    const file = await encodeVariant(clear, { format, quality: null }, { provenance });

    expect(await codesOf({ picture: clear, file, isPureWhite: false })).toEqual([]);
  });

  it('a file of exactly the bytes allowed', async () => {
    const { file } = await inputWith();

    const codes = await codesOf({ placement: rowWith({ maxBytes: file.bytes.length }) });

    expect(codes).toEqual([]);
  });
});

describe('checkVariant fails', () => {
  it.each(Object.entries(mutations))('%s before encoding', async (_name, mutate) => {
    const mutated = mutate(picture, framed.placed);

    const codes = await codesOf({ picture: mutated });

    expect(codes).toContain('INTERIOR_CHANGED');
  });

  it('one pixel raised by 1 with the difference in the receipt', async () => {
    const raise = mutations['one pixel raised by 1'] ?? (() => picture);

    const { measures } = await checkVariant(await inputWith({ picture: raise(picture, framed.placed) }));

    expect(measures.interior.maxAbsBeforeEncode).toBe(1);
  });

  it('a file whose product is shifted by 1 px though the picture is clean', async () => {
    const shift = mutations['a product shifted by 1 px'] ?? (() => picture);
    const file = await encodeVariant(shift(picture, framed.placed), { format: 'png', quality: null }, { provenance });

    const codes = await codesOf({ file });

    expect(codes).toEqual(['ENCODE_LOSS_HIGH']);
  });

  it('a file that encoding has worn down', async () => {
    const file = await encodeVariant(picture, { format: 'jpg', quality: 20 }, { provenance });

    const { faults } = await checkVariant(await inputWith({ file, isPureWhite: false }));

    expect(faults.map(({ code }) => code)).toEqual(['ENCODE_LOSS_HIGH']);
  });

  it('a file with colours far off in a hundredth of the product alone', async () => {
    const spoiled = changeInterior(picture, framed.placed, (level, channel, x, y) =>
      channel === 2 && noiseAt(x, y, 5) < 0.02 ? level + 40 : level,
    );
    const file = await encodeVariant(spoiled, { format: 'png', quality: null }, { provenance });

    const { faults, measures } = await checkVariant(await inputWith({ file }));

    expect(measures.interior.psnrDb).toBeGreaterThan(35);
    expect(measures.interior.deltaEMean).toBeLessThan(1.5);
    expect(faults.map(({ code }) => code)).toEqual(['ENCODE_LOSS_HIGH']);
  });

  it.each([
    ['soft over 9 px', 9, 255],
    ['hazy in all of it', 2, 230],
  ])('a wire with a matte that is %s', async (_, edgePx, most) => {
    const { faults } = await checkVariant(await inputWith(await wireWith(edgePx, most)));

    expect(faults.map(({ code }) => code)).toEqual(['INTERIOR_SHARE_LOW']);
    expect(faults[0]?.sentence).toMatch(
      /^Expected at least 85 % .* at most 5 % .* got \d+ % and \d+ %; give a sharper photo/,
    );
  });

  it('a product whose soft edge leaves too little of it unchanged', async () => {
    const blurred = drawMask(200, 200, (x, y) => Math.max(0, Math.min(255, 5 * (80 - Math.hypot(x - 100, y - 100)))));
    const cut = await productOf(blurred);
    const placing = placeAt(cut, { widthPx: 240, heightPx: 240, scale: 1, leftPx: 40, topPx: 40 });
    const placed = await resampleProduct(cut.product, placing.cut);
    const soft = { ...cut, placing, placed };

    const codes = await codesOf({ ...soft, picture: await drawOn({ kind: 'plain', colour: '#ffffff' }, soft) });

    expect(codes).toEqual(['INTERIOR_SHARE_LOW']);
  });

  const conformance: [name: string, reason: RegExp, change: () => Promise<Partial<CheckInput>>][] = [
    [
      'a file of another size',
      /400 x 400 px instead of 401 x 400/,
      async () => ({ placing: { ...framed.placing, widthPx: 401 } }),
    ],
    [
      'a file of another format than it says',
      /png instead of jpg/,
      async () => ({ file: { ...(await inputWith()).file, format: 'jpg' } }),
    ],
    [
      'a file with a byte too many',
      /it has the size \d+ bytes instead of at most \d+ bytes/,
      async () => ({ placement: rowWith({ maxBytes: (await inputWith()).file.bytes.length - 1 }) }),
    ],
    [
      'a file of a format that the row does not take',
      /it has the format png instead of jpg, webp/,
      async () => ({ placement: rowWith({ formats: ['jpg', 'webp'] }) }),
    ],
    [
      'a file below the least size of the row',
      /it has the pixels 400 x 400 instead of at least 500 x 500/,
      async () => ({ placement: rowWith({ minWidth: 500, minHeight: 500 }) }),
    ],
    [
      'a file that is opaque though its picture is transparent in places',
      /opaque instead of transparent/,
      async () => {
        const clear = placeOnTransparent(framed.placing, framed.placed);
        const file = await encodeVariant(clear, { format: 'jpg', quality: 92 }, { provenance });
        return { picture: clear, file, isPureWhite: false };
      },
    ],
    [
      'pure white with a pixel of 254 in its corner',
      /pixel 399,0 is 254, not 255/,
      async () => ({
        picture: drawRaster(400, 400, (x, y) => {
          const at = (y * 400 + x) * 3;
          const isCorner = x === 399 && y === 0;
          return isCorner
            ? [254, 255, 255]
            : [picture.data[at] ?? 0, picture.data[at + 1] ?? 0, picture.data[at + 2] ?? 0];
        }),
      }),
    ],
  ];
  it.each(conformance)('%s, and says so', async (_name, reason, change) => {
    const { faults } = await checkVariant(await inputWith(await change()));

    expect(faults.map(({ code }) => code)).toEqual(['CONFORMANCE_FAILED']);
    expect(faults[0]?.sentence).toMatch(reason);
  });

  it('nothing for a pixel of 254 where white is not asked for', async () => {
    const grey = await openRaster(await drawOn({ kind: 'plain', colour: '#fefefe' }, framed))
      .png()
      .toBuffer();

    const codes = await codesOf({ file: { bytes: grey, format: 'png', quality: null }, isPureWhite: false });

    expect(codes).toEqual([]);
  });
});

describe('checkVariant says that a better quality', () => {
  it('may help where encoding lost too much', async () => {
    const file = await encodeVariant(picture, { format: 'jpg', quality: 20 }, { provenance });

    const { mayImprove } = await checkVariant(await inputWith({ file, isPureWhite: false }));

    expect(mayImprove).toBe(true);
  });

  it('cannot help a clean file, or one whose picture is wrong already', async () => {
    const raise = mutations['one pixel raised by 1'] ?? (() => picture);

    const clean = await checkVariant(await inputWith());
    const wrong = await checkVariant(await inputWith({ picture: raise(picture, framed.placed) }));

    expect([clean.mayImprove, wrong.mayImprove]).toEqual([false, false]);
  });
});
