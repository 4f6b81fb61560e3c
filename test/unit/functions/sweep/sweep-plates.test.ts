import { beforeEach, describe, expect, it } from 'vitest';
import { renderPlate } from '../../../../functions/render-plate/render-plate.ts';
import { sweep } from '../../../../functions/sweep/sweep.ts';
import { itemKey } from '../../../../shared/contracts/keys.ts';
import { type RenderWake, renderWake } from '../../../../shared/contracts/messages.ts';
import { inFlightName } from '../../../../shared/contracts/plan.ts';
import type { Queue, Renderer, Table } from '../../../../shared/contracts/ports.ts';
import { openWorld, type World } from '../render-plate/wanted-plates.ts';

const endpointName = 'engine';
const endpoint = itemKey.endpoint(endpointName);
const start = Date.parse('2026-11-25T12:00:00Z');
const sweepSeconds = 300;
const works: Renderer = { endpointName, maxInFlight: 6, submit: async () => undefined };
const breaksOff: Renderer = { ...works, submit: () => Promise.reject(new Error('the function was ended')) };

let world: World;
let wake: RenderWake;
let second: number;
let sent: { queue: string; message: unknown; delaySeconds: number }[];

const clock = () => new Date(start + second * 1000);
const queue: Queue = {
  send: async (name, messages, _, delaySeconds = 0) => {
    sent.push(...messages.map((message) => ({ queue: name, message, delaySeconds })));
  },
};
const key = () => itemKey.plate(wake.tenant, wake.plateId);
const plate = () => world.table.read('plate', key());
const inFlight = async () => [...((await world.table.read('endpoint', endpoint))?.inFlight ?? [])];
const render = (renderer: Renderer, each = wake) =>
  renderPlate(each, { ...world, queue, renderer, clock, random: () => 0, log: () => undefined });
const runSweep = (table: Table = world.table) =>
  sweep({ ...world, table, queue, endpointName, clock, log: () => undefined });

beforeEach(async () => {
  world = await openWorld();
  second = 0;
  sent = [];
  const [wanted] = await world.wantPlates('acme', 1, clock());
  if (wanted === undefined) throw new Error('Expected a wanted plate');
  wake = wanted;
});

describe('a plate that waits for a place', () => {
  it('is neither asked for again nor failed, however long it waits', async () => {
    world.table.put(endpoint, { inFlight: new Set(['a#1', 'b#1', 'c#1', 'd#1', 'e#1', 'f#1']) });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      world.table.put(itemKey.plate(name, '1'), { state: 'submitted', tenant: name, plateId: 'a'.repeat(32) });
    }
    let [next, comesAt] = [wake, 0];

    for (; second < 24 * 3600; second += 10) {
      if (second % sweepSeconds === 0) await runSweep();
      if (second < comesAt) continue;
      expect(await render(works, next)).toBe('waits');
      const again = sent.pop();
      next = renderWake.parse(again?.message);
      comesAt = second + (again?.delaySeconds ?? 0);
    }

    expect(sent).toEqual([]);
    expect(await plate()).toMatchObject({ state: 'wanted', attempts: 0 });
  });

  it('whose message is lost is asked for again after its deadline, and not before', async () => {
    for (; second <= 600; second += sweepSeconds) await runSweep();
    const before = [...sent];
    await runSweep();

    expect(before).toEqual([]);
    expect(sent).toEqual([{ queue: 'render', message: wake, delaySeconds: 0 }]);
  });

  it('fails where nothing is heard of it through all attempts', async () => {
    for (; second < 2 * 3600; second += sweepSeconds) await runSweep();

    expect(await plate()).toMatchObject({ state: 'failed', failure: { code: 'PAINT_FAILED' } });
    expect(sent.filter((each) => each.queue === 'render')).toHaveLength(5);
  });
});

describe('a place at the endpoint', () => {
  const breakOff = () => expect(render(breaksOff)).rejects.toThrow('ended');

  it('is kept for a plate that is just being submitted', async () => {
    await breakOff();
    second += 60;

    await runSweep();

    expect(await inFlight()).toEqual([inFlightName('acme', wake.plateId)]);
  });

  it('falls free where the plate was not submitted until its deadline, and the plate is asked for again', async () => {
    await breakOff();
    second += 61;

    await runSweep();

    expect(await inFlight()).toEqual([]);
    expect(sent).toEqual([{ queue: 'render', message: wake, delaySeconds: 0 }]);
  });

  it('falls free where the plate no longer waits for anything', async () => {
    await breakOff();
    await world.table.change('plate', key(), { remove: ['deadline', 'waiting'] });

    await runSweep();

    expect(await inFlight()).toEqual([]);
  });

  it.each([
    ['kept', 'submitted', 1],
    ['free', 'painted', 0],
    ['free', 'failed', 0],
  ])('is %s where the plate is %s', async (_, state, count) => {
    await render(works);
    await world.table.change('plate', key(), { set: { state } });

    await runSweep();

    expect(await inFlight()).toHaveLength(count);
  });

  it('is found again by the message that comes back after the function died', async () => {
    await breakOff();
    second += 180;

    const outcome = await render(works);

    expect(outcome).toBe('submitted');
    expect(await inFlight()).toEqual([inFlightName('acme', wake.plateId)]);
    expect(await plate()).toMatchObject({ state: 'submitted' });
  });
});

describe('a sweep', () => {
  it('mends all plates but the one that can’t be mended, the longest overdue first, and says what went wrong', async () => {
    const wakes = await world.wantPlates('other', 30, new Date(start - 1_000_000));
    const broken = itemKey.plate('other', wakes[7]?.plateId ?? '');
    const table: Table = {
      ...world.table,
      change: (kind, at, change) =>
        at.pk === broken.pk ? Promise.reject(new Error('no such item')) : world.table.change(kind, at, change),
    };
    second = 601;

    await expect(runSweep(table)).rejects.toThrow('no such item');

    const asked = sent.map(({ message }) => renderWake.parse(message).plateId);
    expect(asked).toHaveLength(30);
    expect(asked.at(-1)).toBe(wake.plateId);
  });
});
