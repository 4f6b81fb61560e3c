import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * S3 client for real AWS, or for a local one where an endpoint is given: local bucket names are no host names, so
 * they go into the path. The other clients need no difference; region, credentials and endpoint come from the SDK's
 * own chain.
 */
export const makeS3Client = (endpointUrl: string | undefined): S3Client =>
  new S3Client({ forcePathStyle: endpointUrl !== undefined });
export const makeTableClient = (): DynamoDBClient => new DynamoDBClient({});
export const makeQueueClient = (): SQSClient => new SQSClient({});
export const makeBusClient = (): EventBridgeClient => new EventBridgeClient({});
export const makeEndpointClient = (): SageMakerRuntimeClient => new SageMakerRuntimeClient({});
