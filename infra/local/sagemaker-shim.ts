import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { createEndpointQueue, type EndpointQueue } from './endpoint-queue.ts';
import { localAccount, localClientSettings } from './local-clients.ts';
import {
  answerLocation,
  type PaintContext,
  runAsyncRequest,
  runRealTimeRequest,
  type ShimEndpoint,
} from './paint-request.ts';
import { readAsyncRequest, ShimRefusal } from './read-async-request.ts';
import type { ShimFault } from './shim-fault.ts';

export type SagemakerShimOptions = {
  /** Address of the local AWS, for the objects and the topics. */
  readonly endpoint: string;
  /** By endpoint name. */
  readonly endpoints: Readonly<Record<string, ShimEndpoint>>;
  /** Port to listen on; any free one where it is left out or taken. */
  readonly port?: number;
  /** Takes a sentence about each request that could not be answered for, for example because S3 is gone. */
  readonly say?: (sentence: string) => void;
  /** The present, in milliseconds; tests move it. */
  readonly now?: () => number;
};

export type SagemakerShim = {
  /** Goes into the functions as AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME. */
  readonly url: string;
  readonly faults: {
    /** Says what happens to the next asynchronous request, which is accepted all the same; called again, to the one after. */
    nextRequest(fault: ShimFault): void;
    /** The same for the next notification. */
    nextNotification(fault: ShimFault): void;
  };
  /** Ends it at once: what waits or runs is lost, as it would be if SageMaker lost it. */
  stop(): Promise<void>;
};

type Endpoint = { readonly settings: ShimEndpoint; readonly queue: EndpointQueue };

const accepted = 202;
const notFound = 404;

/**
 * Starts an HTTP server on loopback that answers `InvokeEndpointAsync` and `InvokeEndpoint` of SageMaker's runtime by
 * calling the containers themselves, with SageMaker's queue, time limits, output objects and notifications.
 */
export async function startSagemakerShim(options: SagemakerShimOptions): Promise<SagemakerShim> {
  const stopping = new AbortController();
  const requestFaults: ShimFault[] = [];
  const notificationFaults: ShimFault[] = [];
  const s3 = new S3Client(localClientSettings(options.endpoint));
  const sns = new SNSClient(localClientSettings(options.endpoint));
  const say = options.say ?? (() => undefined);
  const now = options.now ?? Date.now;
  const context: PaintContext = {
    ...{ s3, sns, now, signal: stopping.signal },
    nextRequestFault: () => requestFaults.shift(),
    nextNotificationFault: () => notificationFaults.shift(),
  };
  const endpoints = new Map(
    Object.entries(options.endpoints).map(([name, settings]): [string, Endpoint] => [
      name,
      { settings, queue: createEndpointQueue(settings.maxConcurrentInvocations) },
    ]),
  );
  const server = createServer((request, response) => {
    answer(request, response, endpoints, context, say).catch((error: unknown) => refuse(response, error));
  });
  // A taken port is no trouble: the next deployment tells the functions where the shim is.
  const port = await listen(server, options.port ?? 0).catch(() => listen(server, 0));
  return {
    url: `http://127.0.0.1:${port}`,
    faults: {
      nextRequest: (fault) => requestFaults.push(fault),
      nextNotification: (fault) => notificationFaults.push(fault),
    },
    stop: async () => {
      for (const { queue } of endpoints.values()) queue.close();
      stopping.abort(new Error('The shim is stopping.'));
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
      s3.destroy();
      sns.destroy();
    },
  };
}

/** Listens on loopback and returns the port. */
async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  endpoints: ReadonlyMap<string, Endpoint>,
  context: PaintContext,
  say: (sentence: string) => void,
): Promise<void> {
  const [, encodedName, action] = /^\/endpoints\/([^/]+)\/((?:async-)?invocations)$/.exec(request.url ?? '') ?? [];
  if (request.method !== 'POST' || !action)
    throw new ShimRefusal('UnknownOperationException', notFound, 'No such call.');
  const name = decodeURIComponent(encodedName ?? '');
  const endpoint = endpoints.get(name);
  if (!endpoint) throw ShimRefusal.validation(`Endpoint ${name} of account ${localAccount} not found.`);
  const body = Buffer.concat(await request.toArray());
  if (action === 'invocations') {
    const type = request.headers['content-type'] ?? 'application/octet-stream';
    const run = () => runRealTimeRequest(endpoint.settings, body, type, context.signal);
    const { contentType, body: answered } = await endpoint.queue.run(run);
    response.writeHead(200, { 'content-type': contentType }).end(answered);
    return;
  }
  const asked = readAsyncRequest(name, request.headers, context.now());
  runAsyncRequest(endpoint.settings, endpoint.queue, asked, context).catch((error: unknown) => {
    // Stopping drops what is under way; that needs no sentence.
    if (!context.signal.aborted) say(`No notification for inference ${asked.inferenceId}: ${String(error)}`);
  });
  const headers = {
    'content-type': 'application/json',
    'X-Amzn-SageMaker-OutputLocation': answerLocation(endpoint.settings, asked.inferenceId, 'out'),
    'X-Amzn-SageMaker-FailureLocation': answerLocation(endpoint.settings, asked.inferenceId, 'failure'),
  };
  response.writeHead(accepted, headers).end(JSON.stringify({ InferenceId: asked.inferenceId }));
}

/** Answers an error as the SDK reads it: its name in a header, its fields in JSON. */
function refuse(response: ServerResponse, error: unknown): void {
  const refusal =
    error instanceof ShimRefusal ? error : new ShimRefusal('InternalFailure', 500, `The shim failed: ${String(error)}`);
  response.writeHead(refusal.status, { 'content-type': 'application/json', 'x-amzn-errortype': refusal.name });
  response.end(JSON.stringify({ Message: refusal.message, ...refusal.fields }));
}
