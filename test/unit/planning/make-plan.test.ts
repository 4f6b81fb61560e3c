import { describe, expect, test } from 'vitest';
import type { AssetFacts } from '../../../shared/contracts/asset-facts.ts';
import type { Brief } from '../../../shared/contracts/brief.ts';
import { sha256Hex } from '../../../shared/contracts/ids.ts';
import { planBody } from '../../../shared/contracts/plan.ts';
import { allPlacements } from '../../../shared/placements/placements.ts';
import { builtInBrief } from '../../../shared/planning/built-in-brief.ts';
import { makePlan } from '../../../shared/planning/make-plan.ts';
import type { RenderUnderpaint } from '../../../shared/planning/specify-plate.ts';
import { briefOf, codesOf, inputOf, lookOf, plan, plateIds, renderUnderpaint } from './plan-input.ts';
import { anyFacts, productFacts, seededRandom } from './product-facts.ts';

describe('a look on a studio set', () => {
  const marble: Brief['looks'][number] = { name: 'spa', kind: 'set', set: { words: 'marble with a waterfall' } };

  test('names the set, the words that nothing serves, and what each slot shows of it', async () => {
    const body = await plan({ brief: briefOf(['default-*'], [marble]) });

    expect(planBody.parse(body)).toEqual(body);
    const { set, slots } = lookOf(body, 'spa');
    expect(set).toEqual({
      ...{ studio: 'marble', tint: null, isMirrored: false },
      ...{ wordsNotServed: ['waterfall'], cameraDifference: null },
      poseDifference: { photoPose: 'unknown', setPose: 'standing' },
    });
    expect(slots.map((slot) => slot.outcome === 'make' && slot.setCrop?.zoom)).toEqual([
      'close',
      'close',
      'close',
      'close',
      'wide',
    ]);
    expect(new Set(slots.map((slot) => slot.outcome === 'make' && slot.setCrop?.uCm)).size).toBe(1);
  });

  test('is another plan for a product that is lit from the other side', async () => {
    const brief = briefOf(['default-*'], [marble]);

    const [left, right] = await Promise.all(
      (['left', 'right'] as const).map((keySide) => plan({ brief, facts: { ...productFacts({}), keySide } })),
    );

    expect(right?.planId).not.toBe(left?.planId);
  });

  test('has one fit for all its slots, which is part of what the plan stands for', async () => {
    const brief = briefOf(['default-*'], [marble]);
    const factsOf = (lightness: number): AssetFacts => ({
      ...productFacts({}),
      colours: { contour: [lightness, 0, 0], chromaP95: 40, backdrop: null },
    });

    const [dark, near] = await Promise.all([20, 80].map((lightness) => plan({ brief, facts: factsOf(lightness) })));

    expect(near === undefined ? null : planBody.parse(near)).toEqual(near);
    expect([dark?.looks[0]?.fit, near?.looks[0]?.fit?.gains[0]]).toEqual([null, expect.closeTo(0.8, 1)]);
    expect(near?.planId).not.toBe(dark?.planId);
  });

  test('is refused, without plates, for glass before another backdrop; plain looks of it are made', async () => {
    const scene = builtInBrief('studio').looks.find(({ kind }) => kind === 'scene');
    const facts: AssetFacts = {
      ...productFacts({}),
      isSeeThrough: true,
      colours: { contour: [60, 0, 0], chromaP95: 5, backdrop: [99, 0, 0] },
    };
    const white: Brief['looks'][number] = { name: 'white', kind: 'plain', colour: '#ffffff' };
    const looks = [marble, white, ...(scene === undefined ? [] : [scene])];

    const body = await plan({ brief: briefOf(['print', 'amazon-main'], looks), facts });

    expect(planBody.parse(body)).toEqual(body);
    expect(codesOf(body, 'spa')).toEqual(['PAIR_NOT_ALLOWED', 'BACKDROP_SHOWS_THROUGH']);
    expect(codesOf(body, 'scene')).toEqual(['PAIR_NOT_ALLOWED', 'BACKDROP_SHOWS_THROUGH']);
    expect(codesOf(body, 'white')).toEqual(['make', 'make']);
    expect(plateIds(body)).toEqual([]);
  });

  test('goes by what the brief says of the photo, and the plan keeps what was measured', async () => {
    const brief = briefOf(['default-*'], [marble]);

    const body = await plan({ brief: { ...brief, photo: { pose: 'lying', keySide: 'right' } } });

    expect(lookOf(body, 'spa').set).toMatchObject({ studio: 'marble-above', isMirrored: true });
    expect(body.facts).toEqual(productFacts({}));
  });

  test('refuses frames that reach over the set, and says so', async () => {
    const body = await plan({ brief: briefOf([{ ratio: '30:1', width: 3000, format: 'webp' }], [marble]) });

    expect(codesOf(body, 'spa')).toEqual(['SET_TOO_SMALL']);
  });

  test('is what an engine starts from where a scene names it', async () => {
    const asked: Parameters<RenderUnderpaint>[0][] = [];
    const scene: Brief['looks'][number] = { name: 'scene', kind: 'scene', prompt: 'a spa', set: { studio: 'marble' } };

    const { body } = await makePlan(
      inputOf({
        brief: briefOf(['default-*'], [scene]),
        renderUnderpaint: async (layout, rect, size) => {
          asked.push(layout);
          return renderUnderpaint(layout, rect, size);
        },
      }),
    );

    expect(asked.length).toBe(lookOf(body, 'scene').plates.length);
    expect(asked).toEqual(asked.map(() => expect.objectContaining({ studio: 'marble', isMirrored: false })));
  });
});

describe('the plan of the built-in brief', () => {
  test('makes three looks in five placements', async () => {
    const body = await plan();

    expect(planBody.parse(body)).toEqual(body);
    expect(body.looks.map(({ look, slots }) => [look.name, slots.map(({ outcome }) => outcome)])).toEqual([
      ['white', Array(5).fill('make')],
      ['studio', Array(5).fill('make')],
      ['scene', Array(5).fill('make')],
    ]);
  });

  test('paints plates for the scene alone, three seeds each, from underpaints of the hero’s size', async () => {
    const { body, underpaints } = await makePlan(inputOf());
    const { plates, slots } = lookOf(body, 'scene');

    expect(body.looks.map((it) => it.plates.length)).toEqual([0, 0, 2]);
    expect(slots.map((slot) => slot.outcome === 'make' && slot.plate)).toEqual([1, 0, 0, 0, 1]);
    expect(new Set(plates.flatMap(({ ids }) => ids)).size).toBe(6);
    for (const [index, spec] of plates.entries()) {
      const stored = underpaints[index];
      expect(spec.seeds).toEqual([1, 2, 3]);
      expect(spec.underpaint).toEqual({
        key: `underpaints/local/${stored?.sha256}.png`,
        sha256: sha256Hex(stored?.bytes ?? new Uint8Array()),
        ...spec.passes[0]?.canvas,
      });
      expect(stored?.key).toBe(spec.underpaint.key);
    }
  });

  test('asks for the underpaint of the look’s own set, in the hero’s rectangle', async () => {
    const asked: unknown[][] = [];

    const body = await plan({
      renderUnderpaint: async (...all) => {
        asked.push(all);
        return renderUnderpaint(...all);
      },
    });

    const set = { sweep: '#c3c6bd' };
    expect(asked).toEqual(lookOf(body, 'scene').plates.map(({ passes: [hero] }) => [set, hero?.rect, hero?.canvas]));
  });
});

describe('ids', () => {
  test('are the same for the same input', async () => {
    expect(await plan()).toEqual(await plan());
  });

  test('do not depend on how and in which order placements are asked for', async () => {
    const listed = ['default-x-header', 'default-product-square', 'default-story-reel', 'default-instagram-post'];

    const body = await plan({ brief: briefOf([...listed, 'default-blog-header', 'default-x-header']) });

    expect(body).toEqual(await plan());
  });

  test.each([
    ['another photo', { assetId: 'c'.repeat(32) }],
    ['another product box', { facts: productFacts({ width: 2300 }) }],
    ['a further placement', { brief: briefOf(['default-*', 'print']) }],
    ['another colour', { brief: briefOf(['default-*'], [{ name: 'white', kind: 'plain', colour: '#fffffe' }]) }],
    ['no engine', { engine: null }],
  ])('of the plan change with %s', async (_, changes) => {
    expect((await plan(changes)).planId).not.toBe((await plan()).planId);
  });

  test('of plates are the same seeds for more candidates, which only adds further ones', async () => {
    const scene = (candidates?: number): Brief['looks'] => [
      { name: 'scene', kind: 'scene', prompt: 'a spa', set: { sweep: '#c9b79c' }, ...(candidates && { candidates }) },
    ];
    const withCandidates = async (count?: number) =>
      lookOf(await plan({ brief: briefOf(['default-*'], scene(count)) }), 'scene').plates;

    const [few, many] = [await withCandidates(), await withCandidates(4)];

    expect(few.map(({ seeds }) => seeds)).toEqual(few.map(() => [1, 2, 3]));
    expect(many.map(({ seeds }) => seeds)).toEqual(few.map(() => [1, 2, 3, 4, 5, 6]));
    expect(many.map(({ ids }) => ids.slice(0, 3))).toEqual(few.map(({ ids }) => ids));
  });

  test('of plates stay when a placement is added that they cover, and when the look is renamed', async () => {
    const before = await plan();
    const looks = before.looks.map(({ look }) => ({ ...look, name: `my-${look.name}` }));

    const after = await plan({ brief: briefOf(['default-*', 'google-ads-portrait', 'x-header']) });
    const renamed = await plan({ brief: briefOf(['default-*'], looks) });

    expect(lookOf(after, 'scene').slots).toHaveLength(7);
    expect(plateIds(after)).toEqual(plateIds(before));
    expect(plateIds(renamed)).toEqual(plateIds(before));
  });
});

describe('refused slots', () => {
  test('name the engine that is missing, and leave the other looks alone', async () => {
    const body = await plan({ engine: null });

    expect(codesOf(body, 'scene')).toEqual(Array(5).fill('LOOK_NEEDS_ENGINE'));
    expect(lookOf(body, 'scene').plates).toEqual([]);
    expect(codesOf(body, 'studio')).toEqual(Array(5).fill('make'));
  });

  test('name the engine that paints around no product, in-context looks alone', async () => {
    const stage = { kind: 'scene', name: 'stage', prompt: 'a spa', set: { sweep: '#c3c6bd' } } as const;
    const looks = [stage, { ...stage, name: 'around', mode: 'in-context' as const }];

    const body = await plan({ brief: briefOf(['default-*'], looks), engine: 'studio' });

    expect(codesOf(body, 'around')).toEqual(Array(5).fill('LOOK_NEEDS_ENGINE'));
    expect(codesOf(body, 'stage')).toEqual(Array(5).fill('make'));
    expect(lookOf(body, 'around').slots[0]).toMatchObject({
      sentence:
        'Expected an engine that paints around a product for the in-context scene look around, got studio; ' +
        'deploy with one that has weights, or leave the mode out.',
    });
  });

  test('name the pair that is not allowed', async () => {
    const body = await plan({ brief: briefOf(['amazon-main', 'amazon-secondary']) });

    expect(codesOf(body, 'white')).toEqual(['make', 'PAIR_NOT_ALLOWED']);
    expect(codesOf(body, 'scene')).toEqual(['PAIR_NOT_ALLOWED', 'make']);
  });

  test('name the size that no painted background can fill', async () => {
    const facts = productFacts({ width: 9000, height: 9000 });
    const large = { width: 9000, height: 9000, format: 'jpg' as const };

    const body = await plan({ facts, brief: briefOf(['default-product-square', large]) });

    expect(codesOf(body, 'scene')).toEqual(['PLATE_TOO_SMALL', 'make']);
    expect(codesOf(body, 'studio')).toEqual(['make', 'make']);
  });

  test('give a transparent look a format that can hold it', async () => {
    const looks = [{ name: 'cutout', kind: 'plain' as const, colour: 'transparent' }];

    const body = await plan({ brief: briefOf(['google-merchant-image-link'], looks) });

    expect(lookOf(body, 'cutout').slots[0]?.placement.deliver.format).toBe('png');
  });
});

describe('chunks', () => {
  test('hold at most 16 slots of one plate, or of refusals, numbered from 0', async () => {
    const body = await plan({ brief: briefOf(['*']) });

    for (const { slots } of body.looks) {
      const chunks = Map.groupBy(slots, ({ chunk }) => chunk);
      expect([...chunks.keys()].sort((a, b) => a - b)).toEqual(
        Array.from({ length: chunks.size }, (_, index) => index),
      );
      for (const members of chunks.values()) {
        expect(members.length).toBeLessThanOrEqual(16);
        expect(new Set(members.map((slot) => (slot.outcome === 'make' ? slot.plate : 'refused'))).size).toBe(1);
      }
    }
    expect(Math.max(...lookOf(body, 'white').slots.map(({ chunk }) => chunk))).toBe(4);
  });
});

describe('the whole catalogue', () => {
  test('ends every slot of any product as made or refused by name', async () => {
    const random = seededRandom(7);
    const known = /^(PAIR_NOT_ALLOWED|PHOTO_TOO_SMALL|PRODUCT_CUT_OFF|PLATE_TOO_SMALL)$/;

    for (let run = 0; run < 40; run++) {
      const body = await plan({ facts: anyFacts(random), brief: briefOf(['*']) });

      planBody.parse(body);
      for (const { slots, plates } of body.looks) {
        expect(slots.map(({ placement }) => placement.id)).toEqual(allPlacements.map(({ id }) => id).sort());
        for (const slot of slots) {
          if (slot.outcome === 'refused') expect(slot.code).toMatch(known);
          else expect(slot.plate === null).toBe(plates.length === 0);
        }
      }
    }
  });
});
