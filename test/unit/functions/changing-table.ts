import { type Item, type ItemKind, itemSchemas } from '../../../shared/contracts/items.ts';
import type { ItemKey } from '../../../shared/contracts/keys.ts';
import type { Change, ChangeResult, Condition, Table } from '../../../shared/contracts/ports.ts';

type Values = Record<string, unknown>;

/** A Table in memory with conditional updates of one item at a time, as DynamoDB's. */
export function changingTable(): Table {
  const items = new Map<string, Values>();
  const name = ({ pk, sk }: ItemKey) => `${pk}|${sk}`;
  const parse = <K extends ItemKind>(kind: K, values: Values) => itemSchemas[kind].parse(values) as Item<K>;
  return {
    read: async (kind, key) => {
      const found = items.get(name(key));
      return found === undefined ? undefined : parse(kind, found);
    },
    readAll: async (kind, { pk, sk }) =>
      [...items].filter(([place]) => place.startsWith(`${pk}|${sk}`)).map(([, values]) => parse(kind, values)),
    overdue: () => Promise.reject(new Error('Expected that nobody sweeps')),
    change: async <K extends ItemKind>(kind: K, key: ItemKey, change: Change): Promise<ChangeResult<K>> => {
      const before = items.get(name(key));
      if (!(change.when ?? []).every((condition) => holds(condition, before ?? {}))) {
        return { applied: false, item: before === undefined ? undefined : parse(kind, before) };
      }
      const after = changed(before ?? {}, change);
      items.set(name(key), after);
      return { applied: true, item: parse(kind, after) };
    },
  };
}

function changed(before: Values, { set, setIfAbsent, remove, addTo, deleteFrom, increase }: Change): Values {
  const after: Values = { ...setIfAbsent, ...before, ...set };
  for (const attribute of remove ?? []) delete after[attribute];
  for (const [attribute, by] of Object.entries(increase ?? {})) after[attribute] = Number(after[attribute] ?? 0) + by;
  for (const [attribute, more] of Object.entries(addTo ?? {})) {
    after[attribute] = new Set([...setOf(after[attribute]), ...more]);
  }
  for (const [attribute, less] of Object.entries(deleteFrom ?? {})) {
    const left = [...setOf(after[attribute])].filter((each) => !less.includes(each));
    if (left.length > 0) after[attribute] = new Set(left);
    else delete after[attribute];
  }
  return after;
}

function holds(condition: Condition, values: Values): boolean {
  const value = values[condition.attribute];
  if ('equals' in condition) return value === condition.equals;
  if ('oneOf' in condition) return condition.oneOf.some((each) => each === value);
  if ('isAbsent' in condition) return value === undefined;
  if ('isPresent' in condition) return value !== undefined;
  throw new Error(`Expected a condition that these tests know, got ${JSON.stringify(condition)}`);
}

const setOf = (value: unknown): Set<string> => (value instanceof Set ? value : new Set());
