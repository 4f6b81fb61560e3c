import { beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '../../../shared/contracts/receipt.ts';
import { discPhoto, type Finished, finishFile } from '../cli/finished-files.ts';
import { forge } from './forged-files.ts';
import { faultsOf, rulesOf } from './found-faults.ts';

const size = { width: 448, height: 448, format: 'png' } as const;
const teal = { kind: 'plain', name: 'teal', colour: '#3f7f86' } as const;
const madeUpSet = { studio: 'arch', tint: null, isMirrored: false, zoom: 'wide', uCm: 20 };
let plain: Finished;
let studio: Finished;
let extended: Finished;
beforeAll(async () => {
  const photo = await discPhoto();
  plain = await finishFile(photo, size, teal);
  studio = await finishFile(photo, size, { kind: 'set', name: 'spa', set: { studio: 'arch' } });
  extended = await finishFile(photo, { width: 640, height: 400, format: 'png' }, { kind: 'extend', name: 'extend' });
});

describe('verifyVariant of what a receipt says of the background', () => {
  it.each<[string, () => Finished, Partial<Receipt>]>([
    ['grain on a flat colour', () => plain, { grainLevels: 1 }],
    ['light on a flat colour', () => plain, { fit: { saturation: 0.5, gains: [1, 1, 1] } }],
    ['a set around a photo', () => extended, { set: madeUpSet }],
  ])('finds %s', async (_, of, edit) => {
    const finished = of();

    const faults = await faultsOf({ ...finished, receipt: { ...finished.receipt, ...edit } });

    expect(faults).toEqual(['background claimed']);
  });

  it.each([
    [640, 400, 'jpg'],
    [640, 400, 'webp'],
    [900, 300, 'webp'],
  ] as const)('takes a flat strong colour that a file of %s x %s px shows as %s', async (width, height, format) => {
    const finished = await finishFile(await discPhoto(), { width, height, format }, teal);

    expect(await faultsOf(finished)).toEqual([]);
    expect(await rulesOf(finished)).toContainEqual(
      expect.objectContaining({ rule: 'background of one colour', verdict: 'pass' }),
    );
  });

  it('finds a studio that receipt and file call a flat colour', async () => {
    const { receipt } = studio;
    const provenance = { ...receipt.provenance, digitalSourceType: 'composite' } as const;
    const flat = { kind: 'plain', set: null, fit: null, grainLevels: 0, provenance } as const;
    const edited = { ...studio, receipt: { ...receipt, ...flat } };

    expect(await faultsOf(await forge(edited, (picture) => picture, 'hash'))).toEqual(['background of one colour']);
  });

  it.each([
    ['a made-up look', { look: 'other' }, 'look'],
    ['another plan', { planId: 'f'.repeat(32) }, 'plan'],
    ['another grain', { grainLevels: 1.4 }, 'grain'],
    ['another set', { set: madeUpSet }, 'set'],
  ])('says of %s by name that it is not checked', async (_, edit, rule) => {
    const rules = await rulesOf({ ...studio, receipt: { ...studio.receipt, ...edit } });

    expect(rules.find((each) => each.rule === rule)).toMatchObject({ verdict: 'not checked' });
  });
});
