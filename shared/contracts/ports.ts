import type { OutgoingEvent } from './events.ts';
import type { Item, ItemKind } from './items.ts';
import type { ItemKey } from './keys.ts';
import type { QueueMessages, QueueName } from './messages.ts';
import type { SegmentFacts, SegmentJob } from './segment-job.ts';

export type BucketName = 'photos' | 'work' | 'variants';
export type StoredObject = { readonly bytes: Uint8Array; readonly versionId: string; readonly lastModified: Date };
export type ObjectFacts = {
  readonly key: string;
  readonly versionId: string;
  readonly lastModified: Date;
  readonly sizeBytes: number;
};

/** Bytes: read, probe, list, and write once. */
export interface Store {
  /** The object, or undefined where it does not exist (any more). */
  get(bucket: BucketName, key: string, versionId?: string): Promise<StoredObject | undefined>;
  /** Facts without the bytes, or undefined. */
  probe(bucket: BucketName, key: string, versionId?: string): Promise<ObjectFacts | undefined>;
  list(bucket: BucketName, prefix: string): Promise<ObjectFacts[]>;
  /** Writes a new object; says false, and writes nothing, where the key exists already. */
  putIfAbsent(bucket: BucketName, key: string, bytes: Uint8Array, contentType: string): Promise<boolean>;
  /** The bucket's real name, for messages that leave the account's functions (paint jobs). */
  realName(bucket: BucketName): string;
}

/** A condition on one attribute; all conditions of a change must hold. */
export type Condition =
  | { readonly attribute: string; readonly equals: string | number | boolean }
  | { readonly attribute: string; readonly oneOf: readonly string[] }
  | { readonly attribute: string; readonly isAbsent: true }
  | { readonly attribute: string; readonly isPresent: true }
  | { readonly attribute: string; readonly isAbsentOrLessThan: string | number }
  | { readonly attribute: string; readonly isAbsentOrOneOf: readonly string[] }
  | { readonly attribute: string; readonly isSetSmallerThan: number; readonly orHolds: string };

/** One update of one item. `addTo` and `deleteFrom` change string sets. */
export type Change = {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly setIfAbsent?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  readonly addTo?: Readonly<Record<string, readonly string[]>>;
  readonly deleteFrom?: Readonly<Record<string, readonly string[]>>;
  readonly increase?: Readonly<Record<string, number>>;
  readonly when?: readonly Condition[];
};
/** The item after the change, or, where a condition failed, the item as it stands. */
export type ChangeResult<K extends ItemKind> =
  | { readonly applied: true; readonly item: Item<K> }
  | { readonly applied: false; readonly item: Item<K> | undefined };

export type OpenItem = { readonly pk: string; readonly sk: string; readonly deadline: string };

/** Facts: one item at a time, strongly consistent, changed only by one conditional update. */
export interface Table {
  read<K extends ItemKind>(kind: K, key: ItemKey): Promise<Item<K> | undefined>;
  /** Changes the item, creating it where there is none and no condition forbids. */
  change<K extends ItemKind>(kind: K, key: ItemKey, change: Change): Promise<ChangeResult<K>>;
  /** All items of a partition whose sort key begins with `key.sk`. */
  readAll<K extends ItemKind>(kind: K, key: ItemKey): Promise<Item<K>[]>;
  /** What is not ended and has a deadline before `time` (ISO 8601). */
  overdue(time: string): Promise<OpenItem[]>;
}

/** Wakes; a message may be lost, doubled or late. */
export interface Queue {
  /** `delaySeconds` (0-900) keeps the messages from being delivered earlier. */
  send<Q extends QueueName>(
    queue: Q,
    messages: readonly QueueMessages[Q][],
    tenant: string,
    delaySeconds?: number,
  ): Promise<void>;
}

/** The GPU endpoint. */
export interface Renderer {
  /** Where in-flight plates are counted. */
  readonly endpointName: string;
  readonly maxInFlight: number;
  /** Queues a paint job that lies in the work bucket; `inferenceId` comes back with the notification. */
  submit(jobKey: string, inferenceId: string): Promise<void>;
}

/** The endpoint that finds products where the segmenter does not fit into mask-photo. */
export interface SegmentEndpoint {
  /**
   * Segments a picture that lies in the work bucket, or finds it segmented, and answers when that is done.
   * @throws SEGMENT_REFUSED, IMAGE_SIZE_MISMATCH where it never will; whatever else is thrown is worth another try.
   */
  segment(job: SegmentJob): Promise<SegmentFacts>;
}

/** The event bus. */
export interface Announcer {
  publish(events: readonly OutgoingEvent[]): Promise<void>;
}

/** Writes one line of facts about a step's result. */
export type Log = (fields: Readonly<Record<string, string | number | boolean | undefined>>) => void;
/** The present moment. */
export type Clock = () => Date;
