import { expect, it, test } from 'vitest';
import type { Look } from '../../../../shared/contracts/brief.ts';
import { openSeedPlan, plateIdOf, refused } from './seed-plans.ts';

const scene = (candidates: number): Look => ({
  ...{ kind: 'scene', name: 'scene', prompt: 'a beach', set: { sweep: '#c9b79c' }, candidates },
});
const finishWakes = ({ sent }: Awaited<ReturnType<typeof openSeedPlan>>) =>
  sent.filter(({ queue }) => queue === 'finish').flatMap(({ messages }) => messages);

test('an open plan asks for every plate of every candidate at once, and for no further seed', async () => {
  const plan = await openSeedPlan(scene(3), 2);

  await plan.wake();

  const renders = plan.sent.filter(({ queue }) => queue === 'render').flatMap(({ messages }) => messages);
  const asked = [0, 1].flatMap((position) => [0, 1, 2].map((index) => plateIdOf(position, index)));
  expect(renders).toEqual(asked.map((plateId) => expect.objectContaining({ plateId, attempt: 1 })));
  expect(finishWakes(plan)).toEqual([]);
});

it('wakes a look once, when the last plate of its candidates ends', async () => {
  const plan = await openSeedPlan(scene(2), 2);
  await plan.wake();
  const order = [
    [1, 1],
    [0, 0],
    [0, 1],
    [1, 0],
  ] as const;

  const wakes: number[] = [];
  for (const [position, index] of order) {
    await plan.end(position, index, position === 0 ? {} : 'failed');
    await plan.tellEnded(position, index);
    wakes.push(finishWakes(plan).length);
  }

  expect(wakes).toEqual([0, 0, 0, 1]);
});

it('wakes a look again when a message is doubled, which finds its work done', async () => {
  const plan = await openSeedPlan(scene(1), 1);
  await plan.wake();
  await plan.end(0, 0, {});

  await plan.tellEnded(0, 0);
  await plan.tellEnded(0, 0);

  expect(finishWakes(plan).length).toBe(2);
});

it('wakes a look when a further seed ends, whatever else of the look is not painted', async () => {
  const plan = await openSeedPlan(scene(2), 1);
  await plan.wake();
  await plan.end(0, 0, refused);
  await plan.end(0, 1, refused);
  await plan.end(0, 2, {});
  await plan.deps.table.change(
    'plate',
    { pk: `PLATE#acme#${plateIdOf(0, 2)}`, sk: '-' },
    {
      addTo: { waiting: [`${plan.body.planId}#scene`] },
    },
  );

  await plan.tellEnded(0, 2);

  expect(finishWakes(plan)).toEqual([expect.objectContaining({ look: 'scene', chunk: 0 })]);
});

test('an open plan whose candidates have all ended finishes', async () => {
  const plan = await openSeedPlan(scene(2), 1);
  await plan.end(0, 0, refused);
  await plan.end(0, 1, {});

  await plan.wake();

  expect(finishWakes(plan)).toEqual([expect.objectContaining({ look: 'scene', chunk: 0 })]);
});
