import { describe, expect, it } from 'vitest';
import { type Painted, simulateCrowd } from './simulate-crowd.ts';

/** One instance as infra/endpoint-places.ts counts it, that paints a plate a second. */
const instance = { places: 30, painters: 1, paintSeconds: 1, messagesPerSecond: 200 };
const ofTenant = (painted: readonly Painted[], tenant: string) => painted.filter((plate) => plate.tenant === tenant);
/** How many plates were painted from `second` on until the last of a tenant's was. */
const paintedUntilLastOf = (painted: readonly Painted[], tenant: string, second: number): number =>
  painted.findLastIndex((plate) => plate.tenant === tenant) - painted.findIndex((plate) => plate.second >= second) + 1;

describe('10,000 plates of one tenant', () => {
  const arrival = 600;

  it('hold up 10 of another for no more than are at the endpoint, and nothing is lost, failed or woken twice', async () => {
    const batches = [
      { tenant: 'big', plates: 10_000, atSecond: 0 },
      { tenant: 'small', plates: 10, atSecond: arrival },
    ];

    const { painted, receives, mostInFlight, wokenBySweep, seconds, idle } = await simulateCrowd({
      ...instance,
      batches,
    });

    const counts = [...receives.values()].toSorted((one, other) => one - other);
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    console.log({ seconds, idle, receives: { mean, median: counts[counts.length / 2], most: counts.at(-1) } });
    expect(ofTenant(painted, 'small')).toHaveLength(10);
    expect(paintedUntilLastOf(painted, 'small', arrival)).toBeLessThanOrEqual(instance.places);
    expect(new Set(ofTenant(painted, 'big').map(({ plateId }) => plateId)).size).toBe(10_000);
    expect(mostInFlight).toBeLessThanOrEqual(instance.places);
    expect(wokenBySweep).toBe(0);
    expect(idle / seconds).toBeLessThan(0.02);
  }, 60_000);
});

describe('a tenant that comes late', () => {
  it('gets its share at once beside several large batches, and waits for no more than are at the endpoint', async () => {
    const large = ['a', 'b', 'c', 'd', 'e'];
    const batches = large.map((tenant) => ({ tenant, plates: 400, atSecond: 0 }));

    const { painted, mostInFlight } = await simulateCrowd({
      ...instance,
      batches: [...batches, { tenant: 'late', plates: 4, atSecond: 200 }],
    });

    expect(paintedUntilLastOf(painted, 'late', 200)).toBeLessThanOrEqual(instance.places);
    expect(mostInFlight).toBeLessThanOrEqual(instance.places);
  });

  it('is painted also where there are more tenants than places', async () => {
    const tenants = Array.from({ length: 20 }, (_, n) => `t${n}`);
    const batches = tenants.map((tenant) => ({ tenant, plates: 30, atSecond: 0 }));

    const { painted, mostInFlight } = await simulateCrowd({
      ...{ ...instance, places: 6 },
      batches: [...batches, { tenant: 'late', plates: 1, atSecond: 60 }],
    });

    expect(painted).toHaveLength(601);
    expect(paintedUntilLastOf(painted, 'late', 60)).toBeLessThan(300);
    expect(mostInFlight).toBeLessThanOrEqual(6);
  });
});

describe('one tenant alone', () => {
  it.each([
    ['20 s', 20, 0.01],
    ['3 s', 3, 0.1],
  ])('keeps two instances busy until its last plates, at %s a painting', async (_, paintSeconds, mostIdle) => {
    const { idle, seconds } = await simulateCrowd({
      ...{ places: 60, painters: 2, paintSeconds, messagesPerSecond: 200 },
      batches: [{ tenant: 'big', plates: 1000, atSecond: 0 }],
    });

    expect(idle / (2 * seconds)).toBeLessThan(mostIdle);
  });
});
