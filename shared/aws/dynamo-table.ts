import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Item, type ItemKind, itemSchemas } from '../contracts/items.ts';
import { deadlineShards } from '../contracts/keys.ts';
import type { ChangeResult, OpenItem, Table } from '../contracts/ports.ts';
import { updateExpression } from './update-expression.ts';

const deadlineIndex = 'byDeadline';

/** A Table over one DynamoDB table with the index `byDeadline`; items are parsed by their schema when they are read. */
export function makeDynamoTable(client: DynamoDBClient, tableName: string): Table {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    async read(kind, key) {
      const answer = await documents.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
      return answer.Item === undefined ? undefined : parseItem(kind, answer.Item);
    },
    async change(kind, key, change) {
      try {
        const answer = await documents.send(
          new UpdateCommand({
            TableName: tableName,
            Key: key,
            ...updateExpression(change),
            ReturnValues: 'ALL_NEW',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return { applied: true, item: parseItem(kind, answer.Attributes ?? {}) };
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        return asItStands(kind, error);
      }
    },
    async readAll(kind, key) {
      const items: Item<typeof kind>[] = [];
      const query = {
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': key.pk, ':sk': key.sk },
      };
      for await (const page of paginateQuery({ client: documents }, query)) {
        for (const raw of page.Items ?? []) items.push(parseItem(kind, raw));
      }
      return items;
    },
    async overdue(time) {
      const shards = Array.from({ length: deadlineShards }, (_, shard) => overdueIn(documents, tableName, shard, time));
      return (await Promise.all(shards)).flat();
    },
  };
}

async function overdueIn(
  documents: DynamoDBDocumentClient,
  tableName: string,
  shard: number,
  time: string,
): Promise<OpenItem[]> {
  const found: OpenItem[] = [];
  const query = {
    TableName: tableName,
    IndexName: deadlineIndex,
    KeyConditionExpression: 'deadlineShard = :shard AND deadline < :time',
    ExpressionAttributeValues: { ':shard': `open#${shard}`, ':time': time },
  };
  for await (const page of paginateQuery({ client: documents }, query)) {
    for (const raw of page.Items ?? []) {
      found.push({ pk: String(raw.pk), sk: String(raw.sk), deadline: String(raw.deadline) });
    }
  }
  return found;
}

function asItStands<K extends ItemKind>(kind: K, error: ConditionalCheckFailedException): ChangeResult<K> {
  if (error.Item === undefined) return { applied: false, item: undefined };
  return { applied: false, item: parseItem(kind, unmarshall(error.Item)) };
}

/** Parses an item of the table, or of its stream, by its kind. */
export function parseItem<K extends ItemKind>(kind: K, raw: Record<string, unknown>): Item<K> {
  return itemSchemas[kind].parse(raw) as Item<K>;
}
