import { beforeEach, describe, expect, it } from 'vitest';
import { type RenderDeps, renderPlate } from '../../../../functions/render-plate/render-plate.ts';
import { itemKey } from '../../../../shared/contracts/keys.ts';
import type { RenderWake } from '../../../../shared/contracts/messages.ts';
import { inFlightName } from '../../../../shared/contracts/plan.ts';
import type { Queue, Table } from '../../../../shared/contracts/ports.ts';
import { openWorld, type World } from './wanted-plates.ts';

const endpointName = 'engine';
const endpoint = itemKey.endpoint(endpointName);
const now = new Date('2026-11-25T12:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();

type Sent = { queue: string; messages: readonly unknown[]; tenant: string; delaySeconds: number | undefined };

let world: World;
let wakes: RenderWake[];
let submitted: string[];
let sent: Sent[];

beforeEach(async () => {
  world = await openWorld();
  wakes = await world.wantPlates('big', 8, new Date(now.getTime() - 60_000));
  submitted = [];
  sent = [];
});

function deps(changes: Partial<RenderDeps> = {}): RenderDeps {
  const queue: Queue = {
    send: async (name, messages, tenant, delaySeconds) => {
      sent.push({ queue: name, messages, tenant, delaySeconds });
    },
  };
  return {
    ...{ store: world.store, table: world.table, queue, clock: () => now, random: () => 0, log: () => undefined },
    renderer: { endpointName, maxInFlight: 6, submit: async (_, inferenceId) => void submitted.push(inferenceId) },
    ...changes,
  };
}

const wakeOf = (number: number): RenderWake => {
  const wake = wakes[number];
  if (wake === undefined) throw new Error(`Expected a plate ${number}`);
  return wake;
};
const plateOf = ({ tenant, plateId }: RenderWake) => world.table.read('plate', itemKey.plate(tenant, plateId));
const inFlight = async () => [...((await world.table.read('endpoint', endpoint))?.inFlight ?? [])];
const fill = (...names: string[]) => world.table.put(endpoint, { inFlight: new Set(names) });
const nameOf = ({ tenant, plateId }: RenderWake) => inFlightName(tenant, plateId);

describe('a plate that finds a place', () => {
  it('is counted at the endpoint and submitted', async () => {
    const outcome = await renderPlate(wakeOf(0), deps());

    expect(outcome).toBe('submitted');
    expect(submitted).toEqual([`${wakeOf(0).plateId}.1`]);
    expect(await inFlight()).toEqual([nameOf(wakeOf(0))]);
    expect(await plateOf(wakeOf(0))).toMatchObject({ state: 'submitted', attempt: 1, deadline: later(3900) });
  });

  it('is its holder’s for a minute before it is submitted', async () => {
    const renderer = { endpointName, maxInFlight: 6, submit: () => Promise.reject(new Error('no endpoint')) };

    await expect(renderPlate(wakeOf(0), deps({ renderer }))).rejects.toThrow('no endpoint');

    expect(await inFlight()).toEqual([nameOf(wakeOf(0))]);
    expect(await plateOf(wakeOf(0))).toMatchObject({ state: 'wanted', deadline: later(60) });
  });

  it('goes on with a place that an attempt of it took and broke off, whatever others hold', async () => {
    fill('big#1', 'big#2', 'big#3', 'big#4', 'big#5', nameOf(wakeOf(0)));

    expect(await renderPlate(wakeOf(0), deps())).toBe('submitted');
  });
});

describe('a plate that finds no place', () => {
  const full = ['a#1', 'b#1', 'c#1', 'd#1', 'e#1', 'f#1'];

  it.each([
    ['where its tenant holds half of them alone', ['big#1', 'big#2', 'big#3']],
    ['where its tenant holds a third of them beside another', ['big#1', 'big#2', 'small#1']],
    ['where all are taken', full],
  ])('%s is sent again, to come later, at the cost of one read and no plan', async (_, taken) => {
    fill(...taken);

    const outcome = await renderPlate({ ...wakeOf(0), waits: 2 }, deps());

    expect([outcome, submitted, await inFlight()]).toEqual(['waits', [], taken]);
    expect(sent).toEqual([
      { queue: 'render', messages: [{ ...wakeOf(0), waits: 3 }], tenant: 'big', delaySeconds: 68 },
    ]);
    expect(world.store.got).toEqual([]);
  });

  it('says that it was heard of, which is no attempt', async () => {
    fill(...full);
    const key = itemKey.plate('big', wakeOf(0).plateId);
    await world.table.change('plate', key, { increase: { attempts: 4 } });

    await renderPlate(wakeOf(0), deps());

    expect(await plateOf(wakeOf(0))).toMatchObject({ state: 'wanted', attempts: 0, deadline: later(600) });
  });

  it.each([
    ['painted', { state: 'painted' }, [{ queue: 'finish', delaySeconds: undefined }]],
    ['submitted by this attempt', { state: 'submitted', attempt: 1, deadline: later(3900) }, []],
  ])('does not wait, and keeps its deadline, where it is %s already', async (_, set, expected) => {
    fill(...full);
    await world.table.change('plate', itemKey.plate('big', wakeOf(0).plateId), { set });
    const before = await plateOf(wakeOf(0));

    const outcome = await renderPlate(wakeOf(0), deps());

    expect(outcome).toBe('found done');
    expect(sent).toMatchObject(expected);
    expect(await plateOf(wakeOf(0))).toEqual(before);
  });

  it('waits with its next attempt after a lost one', async () => {
    fill(...full);
    const set = { state: 'submitted', attempt: 1 };
    await world.table.change('plate', itemKey.plate('big', wakeOf(0).plateId), { set });

    expect(await renderPlate({ ...wakeOf(0), attempt: 2 }, deps())).toBe('waits');
  });
});

describe('plates that come at the same time', () => {
  it('take no more than their tenant’s share, and leave nobody counted who is not submitted', async () => {
    const outcomes = await Promise.all(wakes.map((wake) => renderPlate(wake, deps())));

    const counted = await inFlight();
    expect(outcomes.filter((outcome) => outcome === 'submitted')).toHaveLength(3);
    expect(counted.sort()).toEqual(submitted.map((id) => inFlightName('big', id.replace('.1', ''))).sort());
    expect(sent).toHaveLength(5);
  });

  it('never go over all places, though each saw a free one', async () => {
    const seen: number[] = [];
    const watched: Table = {
      ...world.table,
      change: async (kind, key, change) => {
        const result = await world.table.change(kind, key, change);
        if (kind === 'endpoint') seen.push((await inFlight()).length);
        return result;
      },
    };

    await Promise.all(wakes.map((wake) => renderPlate(wake, deps({ table: watched }))));

    expect(Math.max(...seen)).toBeLessThanOrEqual(6);
  });
});
