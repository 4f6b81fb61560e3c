import type { Item, ItemKind } from '../../shared/contracts/items.ts';
import type { ItemKey } from '../../shared/contracts/keys.ts';
import { maxAttempts } from '../../shared/contracts/timing.ts';
import type { SweepDeps } from './sweep.ts';

/**
 * Counts one more attempt on an open item and gives it a new `deadline` (ISO 8601). `isExhausted` once more than the
 * allowed attempts were counted. Undefined where the item is gone.
 */
export async function countAttempt<K extends Exclude<ItemKind, 'view' | 'slot' | 'endpoint'>>(
  kind: K,
  key: ItemKey,
  deadline: string,
  { table }: SweepDeps,
): Promise<{ item: Item<K>; isExhausted: boolean } | undefined> {
  const { applied, item } = await table.change(kind, key, {
    increase: { attempts: 1 },
    set: { deadline },
    when: [{ attribute: 'deadline', isPresent: true }],
  });
  return applied ? { item, isExhausted: item.attempts > maxAttempts } : undefined;
}

/** The sentence of whatever ran out of attempts. */
export const exhausted = (what: string): { code: 'ATTEMPTS_EXHAUSTED'; message: string } => ({
  code: 'ATTEMPTS_EXHAUSTED',
  message: `Expected ${what} within ${maxAttempts} attempts, but every one failed; read the step's log, then ask again.`,
});
