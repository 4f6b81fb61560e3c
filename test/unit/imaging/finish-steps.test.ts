import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeVariant } from '../../../shared/imaging/encode-variant.ts';
import { type FinishInput, finishVariant } from '../../../shared/imaging/finish-steps.ts';
import { discMask, drawMask, noiseAt } from './pictures.ts';
import { drawOn, type Framed, framedDisc, placeAt, productOf, provenance, rowWith } from './placed-products.ts';

let framed: Framed;
let pngBytes: number;
beforeAll(async () => {
  framed = await framedDisc();
  const picture = await drawOn({ kind: 'plain', colour: '#ffffff' }, framed);
  pngBytes = (await encodeVariant(picture, { format: 'png', quality: null }, { provenance })).bytes.length;
});

type Changes = Partial<FinishInput['placement']> & { format: FinishInput['placement']['deliver']['format'] };
function inputOf({ format, ...changes }: Changes, more: Partial<FinishInput> = {}): FinishInput {
  const { product, facts, placing } = framed;
  const sizes = { minWidth: 400, minHeight: 400, deliver: { widthPx: 400, heightPx: 400, format } };
  const placement = rowWith({ maxBytes: null, formats: ['jpg', 'png', 'webp'], ...sizes, ...changes });
  return {
    product,
    facts,
    placing,
    placement,
    provenance,
    background: { kind: 'plain', colour: '#ffffff' },
    seed: 7,
    ...more,
  };
}
const codesOf = (reasons: readonly { code: string }[]) => reasons.map(({ code }) => code);

describe('finishVariant', () => {
  it.each(['jpg', 'png', 'webp'] as const)('makes a %s that passes, of the exact size', async (format) => {
    const made = await finishVariant(inputOf({ format }));

    const metadata = await sharp(made.bytes).metadata();
    expect(made).toMatchObject({ passes: true, reasons: [], kernel: 'lanczos3' });
    expect(made.measures.interior.maxAbsBeforeEncode).toBe(0);
    expect([metadata.width, metadata.height]).toEqual([400, 400]);
    expect(made.file).toMatchObject({ widthPx: 400, heightPx: 400, format });
  });

  it.each([
    ['a plain colour', { kind: 'plain', colour: '#e8e2d8' }],
    ['a sweep', { kind: 'sweep', colour: '#d8cfc0' }],
    ['nothing', { kind: 'plain', colour: 'transparent' }],
  ] as const)('makes the same bytes twice on %s', async (_name, background) => {
    const input = inputOf({ format: 'png' }, { background });

    const [first, second] = await Promise.all([finishVariant(input), finishVariant(input)]);

    expect(first.passes).toBe(true);
    expect(Buffer.compare(first.bytes, second.bytes)).toBe(0);
  });

  it('keeps the product the same whatever the seed, and lets the sweep differ', async () => {
    const background = { kind: 'sweep', colour: '#d8cfc0' } as const;

    const [first, second] = await Promise.all(
      [1, 2].map((seed) => finishVariant(inputOf({ format: 'png' }, { background, seed }))),
    );

    expect([first?.measures, first?.passes]).toEqual([second?.measures, true]);
    expect(Buffer.compare(first?.bytes ?? new Uint8Array(), second?.bytes ?? new Uint8Array())).not.toBe(0);
  });

  it('names the kernel that enlarges where the product is enlarged', async () => {
    const placing = placeAt(framed, { widthPx: 400, heightPx: 400, scale: 1.05, leftPx: 8, topPx: 8 });

    const made = await finishVariant(inputOf({ format: 'png' }, { placing }));

    expect(made).toMatchObject({ passes: true, kernel: 'bicubic' });
  });

  it('says that a product is enlarged softly, and still passes', async () => {
    const placing = { ...framed.placing, isSoft: true, scale: 1.8 };

    const made = await finishVariant(inputOf({ format: 'png' }, { placing }));

    expect(made.passes).toBe(true);
    expect(codesOf(made.reasons)).toEqual(['SOFT']);
  });
});

describe('finishVariant under a byte limit', () => {
  it('goes from PNG to JPEG where the row takes it', async () => {
    const maxBytes = Math.floor(pngBytes / 2);

    const made = await finishVariant(inputOf({ format: 'png', maxBytes }));

    expect(made.file.format).toBe('jpg');
    expect(made.passes).toBe(true);
    expect(made.bytes.length).toBeLessThanOrEqual(maxBytes);
  });

  it('shrinks a transparent picture, which JPEG would turn black, rather than change its format', async () => {
    const background = { kind: 'plain', colour: 'transparent' } as const;
    const row: Changes = { format: 'png', formats: ['jpg', 'png'], minWidth: 200, minHeight: 200 };
    const whole = await finishVariant(inputOf(row, { background }));
    const maxBytes = Math.floor(whole.bytes.length * 0.6);

    const made = await finishVariant(inputOf({ ...row, maxBytes }, { background }));

    expect(made).toMatchObject({ passes: true, reasons: [], file: { format: 'png', quality: null } });
    expect(made.file.widthPx).toBeLessThan(400);
    expect(made.bytes.length).toBeLessThanOrEqual(maxBytes);
    expect((await sharp(made.bytes).stats()).isOpaque).toBe(false);
  });

  it('holds a transparent picture that is too large at its smallest', async () => {
    const background = { kind: 'plain', colour: 'transparent' } as const;

    const made = await finishVariant(inputOf({ format: 'png', maxBytes: 3000 }, { background }));

    expect(made).toMatchObject({ passes: false, file: { format: 'png' } });
    expect(codesOf(made.reasons)).toEqual(['BYTES_UNREACHABLE']);
  });

  it('lowers the quality no further than it must', async () => {
    const best = await finishVariant(inputOf({ format: 'jpg' }));

    const made = await finishVariant(inputOf({ format: 'jpg', maxBytes: best.bytes.length - 1 }));

    expect([best.file.quality, made.file.quality]).toEqual([92, 87]);
    expect(made.bytes.length).toBeLessThan(best.bytes.length);
  });

  it("shrinks to meet it, in the row's ratio and not below the row's minimum", async () => {
    const floor = await finishVariant(inputOf({ format: 'png', formats: ['png'], minWidth: 200, minHeight: 200 }));
    const maxBytes = Math.floor(floor.bytes.length * 0.7);

    const made = await finishVariant(
      inputOf({ format: 'png', formats: ['png'], minWidth: 200, minHeight: 200, maxBytes }),
    );

    const metadata = await sharp(made.bytes).metadata();
    expect(made).toMatchObject({ passes: true, reasons: [] });
    expect(made.bytes.length).toBeLessThanOrEqual(maxBytes);
    expect(made.file.widthPx).toBe(made.file.heightPx);
    expect(made.file.widthPx).toBeLessThan(400);
    expect(made.file.widthPx).toBeGreaterThanOrEqual(200);
    expect([metadata.width, metadata.height]).toEqual([made.file.widthPx, made.file.heightPx]);
  });

  it.each([8, 12])('shrinks rather than ring beside a product with teeth %i px apart on white', async (periodPx) => {
    const comb = await productOf(
      drawMask(440, 440, (x, y) => {
        const depthPx = 180 - Math.hypot(x - 220, y - 220);
        const isTooth = (x + y) % periodPx < periodPx / 2;
        return depthPx > 30 || (depthPx > 0 && isTooth) ? 255 : 0;
      }),
      () => [120, 10, 10],
    );
    const placing = placeAt(comb, { widthPx: 400, heightPx: 400, scale: 1, leftPx: 20, topPx: 20 });
    const row: Changes = { format: 'jpg', formats: ['jpg'], minWidth: 200, minHeight: 200 };
    const whole = await finishVariant(inputOf(row, { ...comb, placing }));
    const maxBytes = whole.bytes.length - 1;

    const made = await finishVariant(inputOf({ ...row, maxBytes }, { ...comb, placing }));

    expect(whole).toMatchObject({ passes: true, file: { widthPx: 400 } });
    expect(made).toMatchObject({ passes: true, reasons: [], file: { widthPx: 360, quality: 92 } });
    expect(made.bytes.length).toBeLessThanOrEqual(maxBytes);
  });

  it('ends as BYTES_UNREACHABLE where the smallest file is still too large, and does not pass', async () => {
    const made = await finishVariant(inputOf({ format: 'png', formats: ['png'], maxBytes: 2000 }));

    expect(made.passes).toBe(false);
    expect(codesOf(made.reasons)).toEqual(['BYTES_UNREACHABLE']);
    expect(made.reasons[0]?.sentence).toContain('at most 2000 bytes');
  });
});

/** Specks of red and green, none quite like the next: halved chroma cannot hold them. */
const printed = (x: number, y: number): [number, number, number] => {
  const [speck, grain] = [noiseAt(x, y), Math.round(20 * noiseAt(x, y, 1))];
  if (speck < 0.3) return [225 - grain, 30 + grain, 40];
  return speck < 0.6 ? [30 + grain, 140, 60 - grain] : [240 - grain, 236, 220 - grain];
};

describe('finishVariant of a product with fine colours', () => {
  const fine = async (): Promise<Partial<FinishInput>> => {
    const cut = await productOf(discMask(480, 480, 240, 240, 180), printed);
    return { ...cut, placing: placeAt(cut, { widthPx: 400, heightPx: 400, scale: 1, leftPx: 10, topPx: 10 }) };
  };

  it.each([
    [['jpg', 'webp'], 'jpg'],
    [['webp'], 'webp'],
  ] as const)('goes from WebP, where the row takes %j, to %s', async (formats, format) => {
    const made = await finishVariant(inputOf({ format: 'webp', formats: [...formats] }, await fine()));

    expect(made).toMatchObject({ passes: true, reasons: [], file: { format } });
    expect((await sharp(made.bytes).metadata()).format).toBe(format === 'jpg' ? 'jpeg' : 'webp');
  });

  it('shrinks where none of the formats that would pass fits', async () => {
    const row: Changes = { format: 'webp', formats: ['jpg', 'webp'], minWidth: 200, minHeight: 200 };
    const maxBytes = 80_000;

    const made = await finishVariant(inputOf({ ...row, maxBytes }, await fine()));

    expect(made.passes).toBe(true);
    expect(made.file.widthPx).toBeLessThan(400);
    expect(made.bytes.length).toBeLessThanOrEqual(maxBytes);
  });
});

describe('finishVariant on pure white', () => {
  it('leaves all that is far from the product 255 after encoding', async () => {
    const made = await finishVariant(inputOf({ format: 'jpg' }));

    const { data } = await sharp(made.bytes).raw().toBuffer({ resolveWithObject: true });
    const ring = Array.from({ length: 400 }, (_, i) => [i, 399 * 400 + i, i * 400, i * 400 + 399]).flat();
    expect(ring.filter((pixel) => data.subarray(3 * pixel, 3 * pixel + 3).some((level) => level !== 255))).toEqual([]);
    expect(made.passes).toBe(true);
  });
});
