import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { BucketName } from '../shared/contracts/ports.ts';
import { acknowledge } from './acknowledge.ts';
import { answersPrefix, type Names } from './names.ts';

/** What counts of an answer is in the plate's own facts; the file is for people who look into a failure. */
const answersKept: LifecycleRule = { prefix: `${answersPrefix}/`, expiration: Duration.days(14) };
/** What the container segmented counts until its photo is masked; a photo that is tried again finds it. */
const segmentsKept: LifecycleRule = { prefix: 'segments/', expiration: Duration.days(14) };
const noUploadRemains: LifecycleRule = { abortIncompleteMultipartUploadAfter: Duration.days(1) };

const noAccessLogs =
  'Server access logs would need a fourth bucket that holds no product data. Who needs a record of access turns on ' +
  "CloudTrail data events for these buckets, which reach all readers' trails.";

/** Where bytes live: what people upload, what the steps hand to one another, and what shops fetch. All are kept. */
export class Buckets extends Construct {
  readonly photos: Bucket;
  readonly work: Bucket;
  readonly variants: Bucket;

  constructor(scope: Construct, id: string, names: Names, ingest: Queue) {
    super(scope, id);
    this.photos = this.#makeBucket('photos', names, { versioned: true });
    this.work = this.#makeBucket('work', names, { lifecycleRules: [answersKept, segmentsKept] });
    this.variants = this.#makeBucket('variants', names);
    this.#notify(names, ingest);
  }

  #makeBucket(
    name: BucketName,
    names: Names,
    { versioned = false, lifecycleRules = [] }: { versioned?: boolean; lifecycleRules?: LifecycleRule[] } = {},
  ): Bucket {
    const bucket = new Bucket(this, name, {
      bucketName: names.bucket(name),
      versioned,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      lifecycleRules: [noUploadRemains, ...lifecycleRules],
      // Kept when the stack goes, but not when its creation fails: a bucket left behind would stop the next try.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    acknowledge(bucket, 'AwsSolutions-S1', noAccessLogs);
    return bucket;
  }

  /**
   * Every upload is told to the ingest queue. S3 tries the queue when it takes the setting, so the queue's policy must
   * stand first: it means the bucket by its literal name, and the bucket waits for it.
   */
  #notify(names: Names, ingest: Queue): void {
    ingest.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [ingest.queueArn],
        conditions: {
          ArnEquals: { 'aws:SourceArn': names.bucketArn('photos') },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
    const bucket = this.photos.node.defaultChild;
    if (!(bucket instanceof CfnBucket)) throw new Error('Expected the photos bucket to be an AWS::S3::Bucket');
    // Set here and not by addEventNotification, which deploys a function of its own to do it.
    bucket.notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: ingest.queueArn }],
    };
    this.photos.node.addDependency(ingest);
  }
}
