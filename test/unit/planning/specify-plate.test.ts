import { describe, expect, test } from 'vitest';
import type { AssetFacts } from '../../../shared/contracts/asset-facts.ts';
import type { Brief } from '../../../shared/contracts/brief.ts';
import { planBody } from '../../../shared/contracts/plan.ts';
import { makePlan, type PlanInput } from '../../../shared/planning/make-plan.ts';
import { briefOf, inputOf, lookOf, plan, plateIds, renderUnderpaintAround, sha256 } from './plan-input.ts';
import { productFacts } from './product-facts.ts';

describe('a scene that is painted around its product', () => {
  const stage = { name: 'scene', kind: 'scene', prompt: 'a spa', set: { sweep: '#c3c6bd' } } as const;
  const around = { ...stage, mode: 'in-context' } as const;
  const planOf = (look: Brief['looks'][number], changes: Partial<PlanInput> = {}) =>
    makePlan(inputOf({ brief: briefOf(['default-*'], [look]), engine: 'sdxl', ...changes }));

  test('names for each plate an underpaint with the product and a mask, of the hero’s size', async () => {
    const { body, underpaints } = await planOf(around);

    expect(planBody.parse(body)).toEqual(body);
    const { plates } = lookOf(body, 'scene');
    expect(plates.length).toBeGreaterThan(0);
    for (const { underpaint, mask, passes } of plates) {
      const shown = [underpaint, mask].map((picture) => underpaints.find(({ key }) => key === picture?.key));
      expect([underpaint, mask]).toEqual(
        shown.map((found) => ({ key: found?.key, sha256: found?.sha256, ...passes[0]?.canvas })),
      );
      const [asked] = JSON.parse(new TextDecoder().decode(shown[0]?.bytes)).slice(1);
      expect(asked).toMatchObject({ crop: passes[0]?.rect, ...passes[0]?.canvas });
    }
  });

  test('alone has masks: a stage has none', async () => {
    const { body } = await planOf(stage);

    expect(lookOf(body, 'scene').plates.map(({ mask }) => mask)).toEqual(lookOf(body, 'scene').plates.map(() => null));
  });

  test('has plates of its own for each photo, also where they show the same', async () => {
    const same = { underpaint: new Uint8Array([1]), mask: new Uint8Array([2]) };
    const alike = { renderUnderpaintAround: async () => same };

    const [one, again, other] = await Promise.all(
      ['b', 'b', 'c'].map((letter) => planOf(around, { ...alike, assetId: letter.repeat(32) })),
    );

    expect(again && plateIds(again.body)).toEqual(one && plateIds(one.body));
    expect(other && plateIds(other.body)[0]).not.toEqual(one && plateIds(one.body)[0]);
  });

  test('shows an engine the product in the light that the brief says', async () => {
    const asked: AssetFacts[] = [];

    await makePlan(
      inputOf({
        brief: { ...briefOf(['default-*'], [around]), photo: { keySide: 'right' } },
        engine: 'sdxl',
        renderUnderpaintAround: async (layout, placing, facts) => {
          asked.push(facts);
          return renderUnderpaintAround(layout, placing, facts);
        },
      }),
    );

    expect(asked.length).toBeGreaterThan(0);
    expect(asked.map(({ keySide }) => keySide)).toEqual(asked.map(() => 'right'));
  });
});

describe('the plates of a look', () => {
  const scene = { name: 'scene', kind: 'scene', prompt: 'a spa', set: { sweep: '#c3c6bd' } } as const;
  const firstId = async (look: Brief['looks'][number], engine = 'sdxl') =>
    plateIds(await plan({ brief: briefOf(['default-*'], [look]), engine }))[0]?.[0];

  test('keep their ids: a deploy paints nothing again', async () => {
    const ids = plateIds(await plan()).map(([first]) => first);

    expect(ids).toEqual(['6195511da352b1b49777745bdc34b022', '2ed468b47925c9fdea40dad9f31306ae']);
  });

  test.each([
    ['a mode that is the usual one', { mode: 'stage' }, true],
    ['further candidates', { candidates: 4 }, true],
    ['another mode', { mode: 'in-context' }, false],
    ['other steps', { settings: { steps: 30 } }, false],
    ['another strength', { settings: { strength: 0.3 } }, false],
    ['another prompt', { prompt: 'a beach' }, false],
  ] as const)('with %s: the same is %3$s', async (_, changes, isSame) => {
    const [before, after] = await Promise.all([firstId(scene), firstId({ ...scene, ...changes })]);

    expect(after === before).toBe(isSame);
  });

  test.each([
    ['another photo of the same shape', { assetId: 'c'.repeat(32), sku: 'cup' }, true],
    ['a product of like shape', { facts: productFacts({ width: 2360 }) }, true],
    ['another tenant', { tenant: 'acme' }, false],
    ['another engine', { engine: 'flux' }, false],
    ['weights for an engine that had none', { engineWeights: sha256 }, false],
    ['a product of another shape', { facts: productFacts({ width: 900 }) }, false],
  ])('with %s: the same is %3$s', async (_, changes, isSame) => {
    const before = plateIds(await plan());
    const after = plateIds(await plan(changes));

    expect(after[0]?.[0] === before[0]?.[0]).toBe(isSame);
  });

  test('and the plan are others with other weights under the same engine', async () => {
    const [before, after] = await Promise.all(
      ['1', '2'].map((digit) => plan({ engine: 'sdxl', engineWeights: digit.repeat(64) })),
    );

    const ids = [before, after].flatMap((body) => (body === undefined ? [] : plateIds(body).flat()));

    expect(ids).toHaveLength(12);
    expect(new Set(ids).size).toBe(12);
    expect(after?.planId).not.toBe(before?.planId);
  });
});
