import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { passesGates } from '../../../shared/contracts/plate-gates.ts';
import { segmenters } from '../../../shared/contracts/segmenters.ts';
import { loadSegmenter } from '../../../shared/segmenters/load-segmenter.ts';
import { drawTrials, type Trial } from '../../bench/gate-trials.ts';
import { readPlateProducts } from '../../bench/plate-products.ts';

/** Of the first plates of `npm run bench -- gates`: those that are spoilt in each way, too, and some others. */
const spoiltSeeds = [0, 3, 6, 9, 12, 15, 18];
const goodSeeds = [...spoiltSeeds, 1, 2, 4, 5, 7];
const [leastCaught, mostFalseAlarms] = [0.95, 0.02];
const trials: Trial[] = [];

beforeAll(async () => {
  const file = join(import.meta.dirname, '../../../.packshot/models', segmenters.u2netp.file);
  const segmenter = await loadSegmenter(segmenters.u2netp, file);
  const products = await readPlateProducts(segmenter);
  for (const seed of goodSeeds) {
    trials.push(...(await drawTrials(products, seed, segmenter, spoiltSeeds.includes(seed))));
  }
}, 600_000);

const shareRefused = (ofKind: (kind: Trial['kind']) => boolean) => {
  const all = trials.filter(({ kind }) => ofKind(kind));
  return { count: all.length, share: all.filter(({ measures }) => !passesGates(measures)).length / all.length };
};

it('lets known-good plates through the gates', () => {
  const { count, share } = shareRefused((kind) => kind === 'good');

  expect(count).toBe(goodSeeds.length);
  expect(share).toBeLessThanOrEqual(mostFalseAlarms);
});

it('refuses plates with a grown product, a second one, a seam or a ring around the product', () => {
  const { count, share } = shareRefused((kind) => kind !== 'good');

  expect(count).toBeGreaterThan(3 * spoiltSeeds.length);
  expect(share).toBeGreaterThanOrEqual(leastCaught);
});

it.each(['grown', 'doubled', 'seamed', 'haloed'] as const)('refuses all plates that are %s, but for one', (spoilt) => {
  const { count, share } = shareRefused((kind) => kind === spoilt);

  expect(count).toBeGreaterThanOrEqual(spoiltSeeds.length - 1);
  expect(share * count).toBeGreaterThanOrEqual(count - 1);
});
