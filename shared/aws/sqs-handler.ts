import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { z } from 'zod';
import type { Log } from '../contracts/ports.ts';

/** Logger and metrics of one function, and the `log` that its step writes its result with. */
export function makeTelemetry(step: string): { logger: Logger; metrics: Metrics; log: Log } {
  const logger = new Logger({ serviceName: step });
  const metrics = new Metrics({ namespace: 'Packshot', serviceName: step });
  const log: Log = (fields) => {
    logger.info('step', { step, ...fields });
    if (typeof fields.durationMs === 'number')
      metrics.addMetric('DurationMs', MetricUnit.Milliseconds, fields.durationMs);
  };
  return { logger, metrics, log };
}

/**
 * A Lambda handler for an SQS queue: each message is parsed by `schema` and given to `handle`; one that throws goes
 * back to its queue alone, the others of its batch are done.
 */
export function sqsHandler<T>(
  telemetry: { logger: Logger; metrics: Metrics },
  schema: z.ZodType<T>,
  handle: (message: T, record: SQSRecord) => Promise<void>,
): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const { logger, metrics } = telemetry;
  const processor = new BatchProcessor(EventType.SQS);
  const handleRecord = async (record: SQSRecord) => {
    try {
      await handle(schema.parse(JSON.parse(record.body)), record);
    } catch (error) {
      logger.error('message goes back to its queue', { error: error instanceof Error ? error : String(error) });
      throw error;
    }
  };
  return middy<SQSEvent, SQSBatchResponse>()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler((event: SQSEvent, context: Context) =>
      processPartialResponse(event, handleRecord, processor, { context, throwOnFullBatchFailure: false }),
    );
}
