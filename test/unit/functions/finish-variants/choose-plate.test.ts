import { describe, expect, it, test } from 'vitest';
import { choosePlate } from '../../../../functions/finish-variants/choose-plate.ts';
import type { Look } from '../../../../shared/contracts/brief.ts';
import { seededRandom } from '../../planning/product-facts.ts';
import { type Ending, openSeedPlan, plateIdOf, refused } from './seed-plans.ts';

const scene = (candidates?: number): Look => ({
  ...{ kind: 'scene', name: 'scene', prompt: 'a beach', set: { sweep: '#c9b79c' } },
  ...(candidates === undefined ? {} : { candidates }),
});
const extend: Look = { kind: 'extend', name: 'extend', candidates: 1 };

/** What is chosen once the plates of the seeds have ended so: an ending a seed, or one a plate of it. */
async function choiceOf(look: Look, seeds: readonly (Ending | readonly Ending[])[], plates = 1) {
  const plan = await openSeedPlan(look, plates);
  for (const [index, seed] of seeds.entries()) {
    const endings = isList(seed) ? seed : [seed];
    for (const [position, ending] of endings.entries()) await plan.end(position, index, ending);
  }
  return told(await choosePlate(plan.body, plan.planLook, plates - 1, plan.deps));
}
const isList = (seed: Ending | readonly Ending[]): seed is readonly Ending[] => Array.isArray(seed);

/** A choice in a word, with the seed's place in the list. */
function told(choice: Awaited<ReturnType<typeof choosePlate>>): string {
  const indexOf = (id: string) =>
    [0, 1, 2, 3, 4, 5].find((index) => [0, 1].some((position) => plateIdOf(position, index) === id));
  if (choice.kind === 'painted') return `painted ${indexOf(choice.chosen.item.plateId)}`;
  if (choice.kind === 'missing') return `missing ${[...new Set(choice.plateIds.map(indexOf))].join(' ')}`;
  return choice.kind === 'failed' ? choice.error.code : choice.kind;
}

describe('the seed that a look is made from', () => {
  it.each<[string, Look, readonly (Ending | readonly Ending[])[], string]>([
    ['is asked for where it is not painted', scene(), [], 'missing 0'],
    ['is the only candidate where it passes', scene(), [{}], 'painted 0'],
    ['waits for all candidates, however good the first one is', scene(3), [{}, 'failed'], 'missing 2'],
    ['keeps the layout best', scene(2), [{ layoutAgreement: 0.85 }, { layoutAgreement: 0.97 }], 'painted 1'],
    ['shows the least seam of equal layouts', scene(2), [{ seam: 1.3 }, { seam: 1.05 }], 'painted 1'],
    ['has grown least of equal seams', scene(2), [{ growth: 0.02 }, { growth: 0 }], 'painted 1'],
    ['shows least of a second product then', scene(2), [{ secondProduct: 0.08 }, { secondProduct: 0 }], 'painted 1'],
    ['is the sharpest of equals', scene(2), [{ sharpness: 2 }, { sharpness: 3 }], 'painted 1'],
    ['is the first of what nothing tells apart', scene(3), [{}, {}, {}], 'painted 0'],
    [
      'does not go by what nobody sees',
      scene(2),
      [{ layoutAgreement: 0.951 }, { layoutAgreement: 0.954 }],
      'painted 0',
    ],
    ['passes its gates, however sharp another one is', scene(2), [{ ...refused, sharpness: 9 }, {}], 'painted 1'],
    ['is not one whose painting failed', scene(2), ['failed', {}], 'painted 1'],
    ['is the next one where no candidate passes', scene(2), [refused, 'failed'], 'missing 2'],
    ['is a further one that passes', scene(2), [refused, refused, {}], 'painted 2'],
    ['is the last one after a further one failed', scene(2), [refused, refused, 'failed', {}], 'painted 3'],
    ['is none where the painting of every candidate failed', scene(2), ['failed', 'failed'], 'PAINT_FAILED'],
    ['is none, for the container’s own reason', scene(), ['prompt denied'], 'PROMPT_DENIED'],
    ['is the next one where a picture was refused that only one seed paints', scene(), ['denied'], 'missing 1'],
    ['is none after two further ones: the set is in its place', scene(), [refused, refused, refused], 'set in place'],
    ['is none for an extend look, which has no set', extend, [refused, refused, refused], 'NO_PLATE_PASSED'],
  ])('%s', async (_, look, seeds, expected) => {
    expect(await choiceOf(look, seeds)).toBe(expected);
  });

  it('counts by its worst plate, and all plates of a look are of one seed', async () => {
    const wide = { layoutAgreement: 0.85 };

    expect(
      await choiceOf(
        scene(2),
        [
          [{}, wide],
          [{ layoutAgreement: 0.9 }, { layoutAgreement: 0.9 }],
        ],
        2,
      ),
    ).toBe('painted 1');
    expect(
      await choiceOf(
        scene(2),
        [
          [{}, refused],
          [wide, wide],
        ],
        2,
      ),
    ).toBe('painted 1');
    expect(
      await choiceOf(
        scene(2),
        [
          [{}, 'failed'],
          [refused, {}],
        ],
        2,
      ),
    ).toBe('missing 2');
  });
});

test('the choice is the same in whatever order paintings end, and none is made before', async () => {
  const random = seededRandom(11);
  for (let round = 0; round < 40; round++) {
    const candidates = 1 + Math.floor(random() * 4);
    const endings = Array.from(
      { length: 2 * candidates },
      (_, at) =>
        ({
          ...{ position: at % 2, index: Math.floor(at / 2) },
          ending:
            random() < 0.2 ? 'failed' : random() < 0.3 ? refused : { seam: 1 + 0.3 * random(), sharpness: random() },
        }) as const,
    );
    const choices: string[] = [];
    for (const order of [endings, endings.toReversed(), endings.toSorted(() => random() - 0.5)]) {
      const plan = await openSeedPlan(scene(candidates), 2);
      for (const { position, index, ending } of order) {
        const before = await choosePlate(plan.body, plan.planLook, 0, plan.deps);
        expect(before.kind).toBe('missing');
        await plan.end(position, index, ending);
      }
      choices.push(told(await choosePlate(plan.body, plan.planLook, 0, plan.deps)));
    }
    expect(new Set(choices).size).toBe(1);
  }
});
