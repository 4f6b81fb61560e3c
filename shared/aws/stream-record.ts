import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from '../contracts/items.ts';
import { parseItem } from './dynamo-table.ts';

type ChangeOf<K extends 'plan' | 'asset' | 'request'> = {
  readonly kind: K;
  readonly before: Item<K> | undefined;
  readonly after: Item<K>;
};
/** A change of a plan, an asset or a request, with the item before (absent for a new one) and after it. */
export type StreamedChange = ChangeOf<'plan'> | ChangeOf<'asset'> | ChangeOf<'request'>;

/** Reads a record of the table's stream; undefined for other items and for deletions. */
export function readItemChange(record: DynamoDBRecord): StreamedChange | undefined {
  const after = plain(record.dynamodb?.NewImage);
  const before = plain(record.dynamodb?.OldImage);
  if (after === undefined || after.sk !== '-') return undefined;
  const kind = String(after.pk).split('#')[0];
  if (kind === 'PLAN') return changeOf('plan', before, after);
  if (kind === 'ASSET') return changeOf('asset', before, after);
  if (kind === 'REQUEST') return changeOf('request', before, after);
  return undefined;
}

type Plain = Record<string, unknown>;

const changeOf = <K extends 'plan' | 'asset' | 'request'>(kind: K, before: Plain | undefined, after: Plain) => ({
  kind,
  before: before === undefined ? undefined : parseItem(kind, before),
  after: parseItem(kind, after),
});

/** The stream's types and the SDK's name the same attribute values. */
function plain(image: NonNullable<DynamoDBRecord['dynamodb']>['NewImage']): Plain | undefined {
  return image === undefined ? undefined : unmarshall(image as Record<string, AttributeValue>);
}
