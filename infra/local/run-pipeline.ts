import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDiffusionEngine } from '../../shared/contracts/engines.ts';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import { repositoryFolder } from '../build-target.ts';
import { weightsFile } from '../function-bundles.ts';
import { answersPrefix } from '../names.ts';
import { paintJobsPerInstance } from '../paint-jobs.ts';
import { localSettings, type Settings } from '../settings.ts';
import { deployOnce, readDeployed } from './deploy-once.ts';
import { diffusionPythonPath } from './diffusion-environment.ts';
import { listenOnce } from './local-port.ts';
import type { ShimEndpoint } from './paint-request.ts';
import { pythonPath } from './python-environment.ts';
import { type BuiltStack, buildStack } from './run-build.ts';
import { type ContainerSegmenter, type EngineWeights, type RunningContainer, startContainer } from './run-container.ts';
import { type SagemakerShim, startSagemakerShim } from './sagemaker-shim.ts';
import { setUpDiffusion, setUpModel, setUpPython, type Track } from './set-up.ts';
import { type LocalAws, startLocalAws } from './start-local-aws.ts';

/** The variable by which the SDK in a function finds the endpoint's substitute. */
const shimVariable = 'AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME';
/** What a fresh start forgets below the state folder; fetched packages and models are no state. */
const stateNames = ['aws', 'logs', 'run.json', 'deployed.json', 'stack'];

export type PipelineOptions = {
  /** Keeps state, logs and what was fetched between runs. */
  readonly stateFolder: string;
  readonly track: Track;
  /** Takes one sentence each about what was found and done differently. */
  readonly say: (sentence: string) => void;
  /** Ends the start. */
  readonly signal: AbortSignal;
  /** What the stack is deployed with, `studio` where it is left out. With `none` the container runs, but nobody calls. */
  readonly engine?: Settings['engine'];
  /** For an engine with weights: the folder that holds a folder of its name (docs/add-an-engine.md). */
  readonly engineWeights?: string;
  /** The network that finds products, u2netp where it is left out; in the container where it runs there. */
  readonly segmenter?: Settings['segmenter'];
  /** Weights for a segmenter in the container that are not fetched: their folder, and the table with their hash. */
  readonly weights?: { readonly folder: string; readonly table: string };
  /** Sends the functions' calls elsewhere (the tests' recording proxy): given the addresses that they would call. */
  readonly redirect?: (awsEndpoint: string, shimUrl: string) => Promise<Readonly<Record<string, string>>>;
};

/** The whole pipeline, running on this machine. */
export type RunningPipeline = {
  /** Address of the local AWS. */
  readonly endpoint: string;
  /** The stack's outputs. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The synthesized stack that was deployed. */
  readonly stack: BuiltStack;
  readonly shim: SagemakerShim;
  readonly container: RunningContainer;
  /** Rejects with LOCAL_AWS_FAILED when the local AWS ends unasked; never resolves. */
  readonly failed: Promise<never>;
  readonly stop: () => Promise<void>;
};

/** Forgets what earlier runs have left, but for what was fetched. */
export async function forgetState(stateFolder: string): Promise<void> {
  for (const name of stateNames) await rm(join(stateFolder, name), { recursive: true, force: true });
}

/**
 * Sets up, builds, boots and deploys everything that a photo goes through, what is independent side by side. Whatever
 * was started is ended where a part fails.
 * @throws SET_UP_FAILED, LOCAL_AWS_FAILED, CONTAINER_FAILED, DEPLOY_FAILED; the signal's reason where it was aborted.
 */
export async function startPipeline(options: PipelineOptions): Promise<RunningPipeline> {
  const { stateFolder, track, engine = localSettings.engine, segmenter = localSettings.segmenter } = options;
  const isInContainer = segmenters[segmenter].runsIn === 'container';
  const started: Started = { stops: [] };
  const failing = new AbortController();
  const signal = AbortSignal.any([options.signal, failing.signal]);
  await turnLogs(join(stateFolder, 'logs'));
  const stop = async () => {
    for (const each of started.stops.splice(0).reverse()) await each();
  };
  const weights = await readWeights(options);
  try {
    const model = options.weights === undefined ? setUpModel(track, signal, segmenter) : Promise.resolve();
    const runtime = setUpPython(isInContainer ? ['runtime', 'segmenter'] : ['runtime'], track, signal);
    const python = isDiffusionEngine(engine) ? runtime.then(() => setUpDiffusion(track, signal)) : runtime;
    const parts = [
      model.then(() =>
        buildStack(join(stateFolder, 'stack'), { engine, engineWeights: weights?.sha256, segmenter }, track, signal),
      ),
      // Only a segmenter in the container has to wait for weights.
      Promise.all(isInContainer ? [python, model] : [python]).then(() => boot(options, weights, signal, started)),
    ] as const;
    await Promise.all(parts).catch(async (error: unknown) => {
      failing.abort(error);
      await Promise.allSettled(parts);
      throw error;
    });
    const [stack, { aws, container }] = await Promise.all(parts);
    signal.throwIfAborted();
    const { outputs, shim } = await track('deployment', () => deploy(options, stack, aws, container, started));
    return {
      endpoint: aws.endpoint,
      outputs,
      stack,
      shim,
      container,
      failed: whenFailed(aws, started, options.stateFolder),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What has to be ended, in the order in which it was started. */
type Started = { readonly stops: (() => Promise<void>)[] };
type Booted = { readonly aws: LocalAws; readonly container: RunningContainer };

/** The local AWS, then the container, which reads from it. */
async function boot(
  options: PipelineOptions,
  weights: EngineWeights | undefined,
  signal: AbortSignal,
  { stops }: Started,
): Promise<Booted> {
  const { stateFolder, track, say } = options;
  signal.throwIfAborted();
  const logFile = join(stateFolder, 'logs', 'local-aws.log');
  const aws = await track('local AWS', () =>
    startLocalAws({ stateDir: join(stateFolder, 'aws'), logFile, pythonPath, say }),
  );
  stops.push(() => aws.stop());
  signal.throwIfAborted();
  const container = await track('container', async () =>
    startContainer({
      pythonPath: weights === undefined ? pythonPath : diffusionPythonPath,
      awsEndpoint: aws.endpoint,
      engine: weights === undefined ? localSettings.engine : (options.engine ?? localSettings.engine),
      weights,
      segmenter: containerSegmenter(options),
      port: await freePort(),
      logFile: join(stateFolder, 'logs', 'container.log'),
      say,
    }),
  );
  stops.push(() => container.stop());
  return { aws, container };
}

/** The weights of the engine as they lie in their folder, undefined for one without. */
async function readWeights({ engine = 'none', engineWeights }: PipelineOptions): Promise<EngineWeights | undefined> {
  if (!isDiffusionEngine(engine)) return undefined;
  const list = join(engineWeights ?? '', engine, 'weights.json');
  const content = await readFile(list).catch((cause: unknown) => {
    throw new PipelineError('SET_UP_FAILED', `Expected weights listed in ${list}, got none: see docs/engines.md.`, {
      cause,
    });
  });
  return { folder: engineWeights ?? '', sha256: createHash('sha256').update(content).digest('hex') };
}

/** The segmenter that the container runs, undefined where mask-photo runs it itself. */
function containerSegmenter({ segmenter, weights }: PipelineOptions): ContainerSegmenter | undefined {
  if (segmenter === undefined || segmenters[segmenter].runsIn === 'function') return undefined;
  if (weights !== undefined) return { name: segmenter, weightsFolder: weights.folder, table: weights.table };
  return { name: segmenter, weightsFolder: join(repositoryFolder, dirname(weightsFile(segmenter))) };
}

/** The stack, with the functions told where the endpoint's substitute listens; the same port as before if it is free. */
async function deploy(
  { stateFolder, say, redirect }: PipelineOptions,
  { stackName, cdkOut }: { stackName: string; cdkOut: string },
  aws: LocalAws,
  container: RunningContainer,
  { stops }: Started,
): Promise<{ outputs: Readonly<Record<string, string>>; shim: SagemakerShim }> {
  const recordFile = join(stateFolder, 'deployed.json');
  const known = await readDeployed(recordFile);
  const lastPort = Number(new URL(known?.environment[shimVariable] ?? 'http://127.0.0.1:0').port);
  const port = (await listenOnce(lastPort)) ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const extraFunctionEnvironment = { [shimVariable]: url, ...(await redirect?.(aws.endpoint, url)) };
  const deployed = await deployOnce(
    { endpoint: aws.endpoint, cdkOut, stackName, extraFunctionEnvironment },
    recordFile,
    aws.earlierRun === 'clean',
  );
  const shim = await startShim(aws, container, deployed.outputs, port, say);
  stops.push(() => shim.stop());
  if (shim.url !== url) throw new PipelineError('DEPLOY_FAILED', `Expected port ${port} to stay free, it was taken.`);
  return { outputs: deployed.outputs, shim };
}

function startShim(
  aws: LocalAws,
  container: RunningContainer,
  outputs: Readonly<Record<string, string>>,
  port: number,
  say: (sentence: string) => void,
): Promise<SagemakerShim> {
  const output = (name: string): string => {
    const value = outputs[name];
    if (value !== undefined) return value;
    throw new PipelineError('DEPLOY_FAILED', `Expected the stack to have the output ${name}, got none.`);
  };
  // One container stands behind both; nobody calls the second one where it runs no segmenter.
  const ours: ShimEndpoint = {
    containerUrl: container.url,
    outputLocation: `s3://${output('WorkBucket')}/${answersPrefix}/`,
    successTopicArn: output('PaintSuccessTopicArn'),
    errorTopicArn: output('PaintErrorTopicArn'),
    maxConcurrentInvocations: paintJobsPerInstance,
  };
  const endpoints = { [output('EndpointName')]: ours, [output('SegmentEndpointName')]: ours };
  return startSagemakerShim({ endpoint: aws.endpoint, port, say, endpoints });
}

async function freePort(): Promise<number> {
  const port = await listenOnce(0);
  if (port === undefined) throw new PipelineError('LOCAL_AWS_FAILED', 'Expected a free port on 127.0.0.1, got none.');
  return port;
}

async function whenFailed(aws: LocalAws, { stops }: Started, stateFolder: string): Promise<never> {
  await aws.ended;
  // Asked to: nobody waits for this any more.
  if (stops.length === 0) return new Promise(() => undefined);
  const log = join(stateFolder, 'logs', 'local-aws.log');
  throw new PipelineError('LOCAL_AWS_FAILED', `Expected the local AWS to run on, but it ended. Its log: ${log}`);
}

/** Each run has logs of its own; those of the run before are kept beside them. */
async function turnLogs(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of ['local-aws', 'container']) {
    await rename(join(folder, `${name}.log`), join(folder, `${name}.previous.log`)).catch(() => undefined);
  }
}
