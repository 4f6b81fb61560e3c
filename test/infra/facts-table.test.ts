import { describe, expect, it } from 'vitest';
import { ofType, synthesized } from './synthesized.ts';

const { pipeline } = synthesized();
const tables = ofType(pipeline, 'AWS::DynamoDB::Table').map(([, table]) => table);
const index = (IndexName: string, partition: string, sort: string, ProjectionType: string) => ({
  IndexName,
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType },
});

describe('the table of facts', () => {
  it('is one, kept when the stack goes, restorable to any second of the last weeks', () => {
    expect(tables).toHaveLength(1);
    expect(tables[0]).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(tables[0]?.Properties).toMatchObject({
      TableName: 'packshot-dev',
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
  });

  it('finds what is overdue, and what is in a state', () => {
    expect(tables[0]?.Properties.GlobalSecondaryIndexes).toEqual([
      index('byDeadline', 'deadlineShard', 'deadline', 'KEYS_ONLY'),
      index('byState', 'tenantState', 'changedAt', 'ALL'),
    ]);
  });
});
