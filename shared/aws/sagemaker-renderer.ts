import { InvokeEndpointAsyncCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { Renderer } from '../contracts/ports.ts';
import { paintTimeoutSeconds, paintTtlSeconds } from '../contracts/timing.ts';

/** A Renderer over a SageMaker endpoint with asynchronous inference. */
export function makeSagemakerRenderer(
  client: SageMakerRuntimeClient,
  settings: { endpointName: string; maxInFlight: number; workBucket: string },
): Renderer {
  const { endpointName, maxInFlight, workBucket } = settings;
  return {
    endpointName,
    maxInFlight,
    async submit(jobKey, inferenceId) {
      await client.send(
        new InvokeEndpointAsyncCommand({
          EndpointName: endpointName,
          ContentType: 'application/json',
          InputLocation: `s3://${workBucket}/${jobKey}`,
          InferenceId: inferenceId,
          RequestTTLSeconds: paintTtlSeconds,
          InvocationTimeoutSeconds: paintTimeoutSeconds,
        }),
      );
    },
  };
}
