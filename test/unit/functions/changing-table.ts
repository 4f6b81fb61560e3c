import { type Item, type ItemKind, itemSchemas } from '../../../shared/contracts/items.ts';
import type { ItemKey } from '../../../shared/contracts/keys.ts';
import type { Change, Condition, Table } from '../../../shared/contracts/ports.ts';

type Attributes = Record<string, unknown>;

/** A Table in memory that carries out changes as DynamoDB does: all of a change or nothing, sets never empty. */
export function changingTable(): Table & { readonly put: (key: ItemKey, attributes: Attributes) => void } {
  const items = new Map<string, { readonly key: ItemKey; readonly attributes: Attributes }>();
  const nameOf = ({ pk, sk }: ItemKey) => `${pk}|${sk}`;
  const parse = <K extends ItemKind>(kind: K, attributes: Attributes) => itemSchemas[kind].parse(attributes) as Item<K>;
  return {
    put: (key, attributes) => {
      items.set(nameOf(key), { key, attributes });
    },
    read: async (kind, key) => {
      const found = items.get(nameOf(key));
      return found === undefined ? undefined : parse(kind, found.attributes);
    },
    readAll: async (kind, { pk, sk }) =>
      [...items.values()]
        .filter(({ key }) => key.pk === pk && key.sk.startsWith(sk))
        .map(({ attributes }) => parse(kind, attributes)),
    overdue: async (time) =>
      [...items.values()].flatMap(({ key, attributes: { deadline } }) =>
        typeof deadline === 'string' && deadline < time ? [{ ...key, deadline }] : [],
      ),
    change: async (kind, key, change) => {
      const found = items.get(nameOf(key))?.attributes;
      if (!(change.when ?? []).every((condition) => holds(condition, found?.[condition.attribute]))) {
        return { applied: false, item: found === undefined ? undefined : parse(kind, found) };
      }
      const attributes = applied(change, found ?? {});
      items.set(nameOf(key), { key, attributes });
      return { applied: true, item: parse(kind, attributes) };
    },
  };
}

function holds(condition: Condition, value: unknown): boolean {
  if ('equals' in condition) return value === condition.equals;
  if ('oneOf' in condition) return condition.oneOf.some((each) => each === value);
  if ('isAbsent' in condition) return value === undefined;
  if ('isPresent' in condition) return value !== undefined;
  if ('isAbsentOrLessThan' in condition) {
    const { isAbsentOrLessThan: limit } = condition;
    if (value === undefined) return true;
    return typeof value === 'number' && typeof limit === 'number' ? value < limit : String(value) < String(limit);
  }
  if ('isAbsentOrOneOf' in condition) {
    return value === undefined || condition.isAbsentOrOneOf.some((each) => each === value);
  }
  const members = membersOf(value);
  return members.size < condition.isSetSmallerThan || members.has(condition.orHolds);
}

function applied(change: Change, before: Attributes): Attributes {
  const after: Attributes = { ...before };
  for (const [name, value] of Object.entries(change.set ?? {})) if (value !== undefined) after[name] = value;
  for (const [name, value] of Object.entries(change.setIfAbsent ?? {})) after[name] ??= value;
  for (const [name, by] of Object.entries(change.increase ?? {})) after[name] = Number(after[name] ?? 0) + by;
  for (const [name, members] of Object.entries(change.addTo ?? {})) {
    after[name] = new Set([...membersOf(after[name]), ...members]);
  }
  for (const [name, members] of Object.entries(change.deleteFrom ?? {})) {
    const left = [...membersOf(after[name])].filter((member) => !members.includes(member));
    after[name] = left.length > 0 ? new Set(left) : undefined;
  }
  for (const name of change.remove ?? []) after[name] = undefined;
  return after;
}

const membersOf = (value: unknown): Set<string> => (value instanceof Set ? value : new Set());
