import { beforeAll, describe, expect, it } from 'vitest';
import { type Receipt, receipt } from '../../../shared/contracts/receipt.ts';
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

type Plate = NonNullable<Receipt['plate']>;

describe('verifyVariant of what a receipt says of a plate', () => {
  const scene = { kind: 'scene', name: 'spa', prompt: 'a spa', set: { studio: 'arch' } } as const;
  let stage: Finished;
  let inContext: Finished;
  let inPlace: Finished;
  beforeAll(async () => {
    const photo = await discPhoto();
    [stage, inContext, inPlace] = await Promise.all([
      finishFile(photo, size, scene),
      finishFile(photo, size, { ...scene, mode: 'in-context' }),
      finishFile(photo, size, scene, 'set in place'),
    ]);
  });
  const withPlate = ({ receipt: proof, ...rest }: Finished, edit: (plate: Plate) => Partial<Plate>): Finished => {
    if (proof.plate === null) throw new Error('Expected a plate');
    return { ...rest, receipt: { ...proof, plate: { ...proof.plate, ...edit(proof.plate) } } };
  };
  const whole = (shown: Plate['shown']) => shown ?? { leftPx: 0, topPx: 0, widthPx: 1, heightPx: 1 };

  it.each([
    ['of an empty stage', () => stage],
    ['painted around the product', () => inContext],
    ['with a set in its place', () => inPlace],
  ])('finds nothing wrong with a scene %s', async (_, of) => {
    expect(await faultsOf(of())).toEqual([]);
  });

  it('finds again which part of the plate is shown, and how far it is enlarged', async () => {
    const rules = await rulesOf(inContext);

    const found = rules.filter(({ rule, verdict }) => verdict === 'pass' && rule.includes('plate'));
    expect(found.map(({ rule }) => rule)).toEqual(['plate enlarged', 'part of the plate']);
  });

  it.each<[string, (plate: Plate) => Partial<Plate>, string]>([
    ['another enlargement', ({ enlargement }) => ({ enlargement: 1.05 * enlargement }), 'plate enlarged'],
    ['a smaller plate', () => ({ widthPx: 100 }), 'part of the plate'],
    ['a part of another shape', ({ shown }) => ({ shown: { ...whole(shown), heightPx: 100 } }), 'plate enlarged'],
    ['a part beside the plate', ({ shown }) => ({ shown: { ...whole(shown), leftPx: -9 } }), 'part of the plate'],
  ])('finds %s', async (_, edit, fault) => {
    expect(await faultsOf(withPlate(stage, edit))).toEqual([fault]);
  });

  it('finds a set that is claimed beside a plate, and a plate without its weights that calls itself rendered', async () => {
    const both = { ...stage, receipt: { ...stage.receipt, set: madeUpSet } };

    expect(await faultsOf(both)).toEqual(['background claimed']);
    expect(await faultsOf(withPlate(stage, () => ({ weights: null })))).toEqual(['provenance due']);
  });

  it('says of a receipt from before a plate told its size that this is not checked', async () => {
    const {
      shown: _shown,
      widthPx: _width,
      heightPx: _height,
      scheduler: _scheduler,
      ...before
    } = stage.receipt.plate ?? {};
    const old = receipt.parse({ ...stage.receipt, plate: before });

    const rules = await rulesOf({ ...stage, receipt: old });

    expect(rules).toContainEqual(expect.objectContaining({ rule: 'part of the plate', verdict: 'not checked' }));
    expect(rules.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });
});
