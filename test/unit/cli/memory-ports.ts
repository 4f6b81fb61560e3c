import { type Item, type ItemKind, itemSchemas } from '../../../shared/contracts/items.ts';
import type { ItemKey } from '../../../shared/contracts/keys.ts';
import type { BucketName, Store, Table } from '../../../shared/contracts/ports.ts';

const versionId = 'v1';
const lastModified = new Date('2026-01-01T00:00:00Z');

/** A Store in memory. `got` are the keys that were read, in their order. */
export function memoryStore(objects: Readonly<Record<string, string>> = {}) {
  const byPlace = new Map<string, Uint8Array>(
    Object.entries(objects).map(([place, text]) => [place, new TextEncoder().encode(text)]),
  );
  const got: string[] = [];
  const place = (bucket: BucketName, key: string) => `${bucket}/${key}`;
  const store: Store = {
    get: async (bucket, key) => {
      got.push(key);
      const bytes = byPlace.get(place(bucket, key));
      return bytes === undefined ? undefined : { bytes, versionId, lastModified };
    },
    probe: async (bucket, key) => {
      const bytes = byPlace.get(place(bucket, key));
      return bytes === undefined ? undefined : { key, versionId, lastModified, sizeBytes: bytes.length };
    },
    list: async (bucket, prefix) =>
      [...byPlace]
        .filter(([at]) => at.startsWith(place(bucket, prefix)))
        .map(([at, bytes]) => {
          return { key: at.slice(bucket.length + 1), versionId, lastModified, sizeBytes: bytes.length };
        }),
    putIfAbsent: async (bucket, key, bytes) => {
      if (byPlace.has(place(bucket, key))) return false;
      byPlace.set(place(bucket, key), bytes);
      return true;
    },
    realName: (bucket) => bucket,
  };
  return { ...store, got };
}

/** A Table in memory that is only read. Items go through their schemas, as those of DynamoDB do. */
export function memoryTable() {
  const items = new Map<string, { readonly key: ItemKey; readonly value: Record<string, unknown> }>();
  const name = ({ pk, sk }: ItemKey) => `${pk}|${sk}`;
  const parse = <K extends ItemKind>(kind: K, value: unknown) => itemSchemas[kind].parse(value) as Item<K>;
  const put = <K extends ItemKind>(kind: K, key: ItemKey, value: Record<string, unknown>) => {
    parse(kind, value);
    items.set(name(key), { key, value });
  };
  const table: Table = {
    read: async (kind, key) => {
      const found = items.get(name(key));
      return found === undefined ? undefined : parse(kind, found.value);
    },
    readAll: async (kind, { pk, sk }) =>
      [...items.values()]
        .filter(({ key }) => key.pk === pk && key.sk.startsWith(sk))
        .map(({ value }) => parse(kind, value)),
    overdue: async (time) =>
      [...items.values()].flatMap(({ key, value: { deadline } }) =>
        typeof deadline === 'string' && deadline < time ? [{ ...key, deadline }] : [],
      ),
    change: () => {
      throw new Error('Expected the command line to change nothing in the table');
    },
  };
  return { ...table, put };
}
