import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { AsyncRequest } from './paint-notification.ts';

const badRequest = 400;
const modelError = 424;

/** The service's limits and defaults (API reference of InvokeEndpointAsync, client 3.1164.0). */
const seconds = (min: number, max: number, byDefault: number) =>
  z.coerce.number().int().min(min).max(max).default(byDefault);
const asyncHeaders = z.object({
  'x-amzn-sagemaker-inputlocation': z.string().startsWith('s3://').max(1024),
  'x-amzn-sagemaker-inference-id': z.string().min(1).max(64).optional(),
  'x-amzn-sagemaker-content-type': z.string().default('application/json'),
  'x-amzn-sagemaker-requestttlseconds': seconds(60, 21_600, 21_600),
  'x-amzn-sagemaker-invocationtimeoutseconds': seconds(1, 3600, 900),
});

/** An error that the runtime's API gives as the answer to a call. */
export class ShimRefusal extends Error {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(name: string, status: number, message: string, fields: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.fields = fields;
  }

  static validation(message: string): ShimRefusal {
    return new ShimRefusal('ValidationError', badRequest, message);
  }

  /** What a real-time call gets where the container answers with an error. */
  static model(status: number, body: string): ShimRefusal {
    const message = `Received error (${status}) from primary with message "${body}".`;
    return new ShimRefusal('ModelError', modelError, message, { OriginalStatusCode: status, OriginalMessage: body });
  }
}

/**
 * Reads an `InvokeEndpointAsync` from its headers, with the service's defaults.
 * @throws ShimRefusal ValidationError naming each header that the service would refuse.
 */
export function readAsyncRequest(endpointName: string, headers: IncomingHttpHeaders, receivedAt: number): AsyncRequest {
  const parsed = asyncHeaders.safeParse(headers);
  if (!parsed.success) {
    throw ShimRefusal.validation(
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  }
  return {
    endpointName,
    inferenceId: parsed.data['x-amzn-sagemaker-inference-id'] ?? randomUUID(),
    inputLocation: parsed.data['x-amzn-sagemaker-inputlocation'],
    contentType: parsed.data['x-amzn-sagemaker-content-type'],
    ttlSeconds: parsed.data['x-amzn-sagemaker-requestttlseconds'],
    timeoutSeconds: parsed.data['x-amzn-sagemaker-invocationtimeoutseconds'],
    receivedAt,
  };
}
