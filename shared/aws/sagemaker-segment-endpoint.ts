import { InvokeEndpointCommand, ModelError, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { z } from 'zod';
import { isErrorCode } from '../contracts/error-catalogue.ts';
import { isPermanent, PipelineError } from '../contracts/pipeline-error.ts';
import type { SegmentEndpoint } from '../contracts/ports.ts';
import { segmentFacts } from '../contracts/segment-job.ts';

/** What the container answers where it does no job. */
const refusal = z.object({ code: z.string(), sentence: z.string() });

/** A SegmentEndpoint over a SageMaker endpoint that answers at once. */
export function makeSagemakerSegmentEndpoint(client: SageMakerRuntimeClient, endpointName: string): SegmentEndpoint {
  return {
    async segment(job) {
      const command = new InvokeEndpointCommand({
        EndpointName: endpointName,
        ContentType: 'application/json',
        Body: JSON.stringify(job),
      });
      const { Body } = await client.send(command).catch((error: unknown) => {
        throw isRefusal(error) ? asPermanent(error) : error;
      });
      return segmentFacts.parse(JSON.parse(Body.transformToString()));
    },
  };
}

/** The container said 4xx: never again. What SageMaker itself refuses, a missing endpoint for one, may come right. */
const isRefusal = (error: unknown): error is ModelError =>
  error instanceof ModelError && (error.OriginalStatusCode ?? 0) >= 400 && (error.OriginalStatusCode ?? 0) < 500;

function asPermanent(cause: ModelError): PipelineError {
  const { code, sentence } = readRefusal(cause.OriginalMessage);
  const own = isErrorCode(code) ? new PipelineError(code, sentence, { cause }) : undefined;
  return own !== undefined && isPermanent(own) ? own : new PipelineError('SEGMENT_REFUSED', sentence, { cause });
}

function readRefusal(text: string | undefined): z.infer<typeof refusal> {
  const unknown = {
    code: 'SEGMENT_REFUSED',
    sentence: 'Expected the container to take the picture, it did not say why.',
  };
  try {
    return refusal.catch(unknown).parse(JSON.parse(text ?? ''));
  } catch {
    return unknown;
  }
}
