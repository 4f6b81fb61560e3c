import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { requestCauseId, uploadAssetId } from '../contracts/cause.ts';
import { isErrorCode } from '../contracts/error-catalogue.ts';
import type { ViewItem } from '../contracts/items.ts';
import { itemKey } from '../contracts/keys.ts';
import type { RenderRequested } from '../contracts/messages.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { readArgs, usageError } from './command-line.ts';
import { readBriefFile } from './compose-briefs.ts';
import { type Deployment, deploymentOptions, findDeployment } from './deployment.ts';
import { exitCodes } from './exit-codes.ts';
import { deploymentRows, helpBlock } from './help.ts';
import { makeProgress } from './progress.ts';
import { findViews } from './pull-command.ts';
import { type EndedPhoto, runPhotos } from './run-photos.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { makeTerminal } from './terminal.ts';

/** `source` of the events that the command line sends. */
const requestSource = 'packshot.cli';
const pollMilliseconds = 500;

export const renderHelp = `Asks for other pictures of photos that are there already, and waits for them.

Usage: npx packshot render SKU --brief FILE [options]

${helpBlock('Options', [
  ['--brief FILE', 'what to make: looks and placements'],
  ['--no-wait', 'send the request (RenderRequested) and go'],
  ...deploymentRows,
])}

Only what is not made yet is made. Exit codes: 0 finished; 1 something went wrong; 2 some photos were
rejected; 130 ended by Ctrl-C (the request goes on).`;

/** `packshot render`: sends RenderRequested for a sku and waits for the answer. Gives the exit code. */
export async function render(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs('render', args, {
    ...deploymentOptions,
    brief: { type: 'string' },
    'no-wait': { type: 'boolean' },
  });
  const [sku, second] = positionals;
  if (sku === undefined || second !== undefined) throw usageError('render', 'Expected one sku');
  if (values.brief === undefined) throw usageError('render', 'Expected --brief FILE, which says what to make');
  const deployment = await findDeployment(values);
  const bytes = await readBriefFile(resolve(values.brief), deployment.engine);
  const views = await findViews(sku, undefined, deployment);
  const requestId = `cli-${randomUUID()}`;
  const brief: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const name = sku.normalize('NFC');
  await sendRequest({ v: 1, requestId, tenant: deployment.tenant, skus: [name], brief }, deployment);
  console.log(`Sent request ${requestId}.`);
  if (values['no-wait'] === true) return exitCodes.allDone;
  return waitForAnswer(requestId, views, deployment);
}

async function sendRequest(detail: RenderRequested, { bus, busName }: Deployment): Promise<void> {
  const entry = { EventBusName: busName, Source: requestSource, DetailType: 'RenderRequested' };
  const { Entries = [] } = await bus.send(
    new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }),
  );
  const [{ ErrorCode, ErrorMessage } = {}] = Entries;
  if (ErrorCode === undefined) return;
  throw new PipelineError(
    'DEPENDENCY_FAILED',
    `Expected the bus to take the request, got ${ErrorCode}: ${ErrorMessage}.`,
  );
}

async function waitForAnswer(requestId: string, views: readonly ViewItem[], deployment: Deployment): Promise<number> {
  const since = new Date().toISOString();
  const startedAt = performance.now();
  const terminal = makeTerminal();
  const interrupted = stopOnSignals(terminal.line, 'Ending: the request goes on');
  const answered = new AbortController();
  const signal = AbortSignal.any([interrupted, answered.signal]);
  const photos = views.flatMap((view) => (view.photo === undefined ? [] : [{ ...view.photo, ...nameOf(view) }]));
  const progress = makeProgress(terminal, photos.length, startedAt);
  const ended: EndedPhoto[] = [];
  const listener = {
    ...{ onLook: progress.look, onMoved: progress.moved },
    onEnded: async (photo: EndedPhoto) => {
      ended.push(photo);
      progress.ended(photo, await countFiles(photo, deployment), since);
    },
  };
  const begin = async ({ key, versionId }: (typeof photos)[number]) => ({
    ...{ key, versionId, causeId: requestCauseId(deployment.tenant, requestId) },
    uploadAssetId: uploadAssetId(deployment.photosBucket, key, versionId),
  });
  try {
    const made = runPhotos(photos, deployment, { begin, inFlight: photos.length, listener, signal });
    await Promise.race([made, throwIfRejected(requestId, deployment, signal)]);
  } catch (error) {
    if (interrupted.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    answered.abort();
    terminal.live('');
  }
  const hasRejected = ended.some(({ state }) => state.step === 'rejected');
  return hasRejected ? exitCodes.someRejected : exitCodes.allDone;
}

const nameOf = ({ sku, view }: ViewItem) => ({ sku, view });

async function countFiles({ state }: EndedPhoto, { table }: Deployment): Promise<number> {
  if (state.step !== 'finished') return 0;
  const plan = await table.read('plan', itemKey.plan(state.planId));
  return plan?.counts?.published ?? 0;
}

/** Ends only with the error that the request as a whole was answered with, or with the signal. */
async function throwIfRejected(requestId: string, { table, tenant }: Deployment, signal: AbortSignal): Promise<never> {
  while (true) {
    const request = await table.read('request', itemKey.request(tenant, requestId));
    if (request?.rejection !== undefined) {
      const { code, sentence } = request.rejection;
      throw new PipelineError(isErrorCode(code) ? code : 'REQUEST_INVALID', sentence);
    }
    await wait(pollMilliseconds, undefined, { signal });
  }
}
