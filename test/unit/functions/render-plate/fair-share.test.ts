import { expect, it } from 'vitest';
import { isWithinShare } from '../../../../functions/render-plate/fair-share.ts';

/** So many plates of each tenant: `{ acme: 2 }` is two of acme. */
const inFlightOf = (counts: Readonly<Record<string, number>>): Set<string> =>
  new Set(
    Object.entries(counts).flatMap(([tenant, count]) => Array.from({ length: count }, (_, n) => `${tenant}#${n}`)),
  );

it.each([
  ['half of the places alone', { big: 30 }, 'big', true],
  ['no more than half alone', { big: 31 }, 'big', false],
  ['a third beside one other', { big: 20, small: 1 }, 'big', true],
  ['no more than a third beside one other', { big: 21, small: 1 }, 'big', false],
  ['its share though others hold more than theirs', { big: 40, small: 20 }, 'small', true],
  [
    'one place where there are more tenants than places',
    Object.fromEntries(names(70).map((each) => [each, 1])),
    't0',
    true,
  ],
])('a tenant may hold %s', (_, counts, tenant, isWithin) => {
  const answer = isWithinShare(inFlightOf(counts), tenant, 60);

  expect(answer).toBe(isWithin);
});

it.each([1, 2, 3, 5, 30, 60])(
  '%i places leave room for one more tenant when all others hold their shares',
  (places) => {
    for (let tenants = 1; tenants < places; tenants++) {
      const inFlight = new Set<string>();
      for (const tenant of names(tenants)) inFlight.add(`${tenant}#0`);
      for (const tenant of names(tenants)) {
        for (let plate = 1; isWithinShare(new Set([...inFlight, `${tenant}#${plate}`]), tenant, places); plate++) {
          inFlight.add(`${tenant}#${plate}`);
        }
      }

      expect(inFlight.size).toBeLessThan(places);
    }
  },
);

function names(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `t${n}`);
}
