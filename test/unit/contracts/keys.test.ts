import { expect, it } from 'vitest';
import {
  deadlineShard,
  deadlineShards,
  itemKey,
  parsePaintJobKey,
  variantsKey,
  workKey,
} from '../../../shared/contracts/keys.ts';

it('reads back tenant, plate and attempt from a paint job', () => {
  const plateId = '0123456789abcdef0123456789abcdef';

  expect(parsePaintJobKey(workKey.paintJob('acme', plateId, 3))).toEqual({ tenant: 'acme', plateId, attempt: 3 });
  expect(parsePaintJobKey(workKey.painted('acme', plateId))).toBeUndefined();
});

it('puts receipt and manifest beside the variants of one plan', () => {
  const plan = { tenant: 'acme', sku: 'shoe', view: 'front', planId: 'p' };
  const variant = variantsKey.variant(plan, 'white', 'amazon-main', 'f'.repeat(64), 'jpg');

  expect(variant).toBe('acme/shoe/front/p/white/amazon-main.ffffffffffff.jpg');
  expect(variantsKey.receipt(variant)).toBe(`${variant}.receipt.json`);
  expect(variantsKey.manifest(plan)).toBe('acme/shoe/front/p/manifest.json');
});

it('spreads open items over all shards of the deadline index', () => {
  const keys = Array.from({ length: 200 }, (_, n) => itemKey.asset(n.toString(16).padStart(32, '0')).pk);

  expect(new Set(keys.map(deadlineShard)).size).toBe(deadlineShards);
});
