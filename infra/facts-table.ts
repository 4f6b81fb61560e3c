import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Names } from './names.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** The index of what has not ended, which the sweep reads. */
export const deadlineIndex = 'byDeadline';
/** The index of states, which lists and change feeds read. */
export const stateIndex = 'byState';

/** The one table of facts: assets, plans, slots, plates, views and requests. */
export class FactsTable extends Construct {
  readonly table: Table;
  readonly streamArn: string;

  constructor(scope: Construct, id: string, names: Names) {
    super(scope, id);
    this.table = new Table(this, 'table', {
      tableName: names.table,
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    // Both are sparse: only items that carry the attributes are in them.
    this.table.addGlobalSecondaryIndex({
      indexName: deadlineIndex,
      partitionKey: text('deadlineShard'),
      sortKey: text('deadline'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: stateIndex,
      partitionKey: text('tenantState'),
      sortKey: text('changedAt'),
      projectionType: ProjectionType.ALL,
    });
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error('Expected the table to have a stream');
    this.streamArn = tableStreamArn;
  }
}
