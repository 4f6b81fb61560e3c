import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';
import { repositoryFolder } from '../build-target.ts';
import { paintJobsPerInstance } from '../paint-jobs.ts';
import { localClientSettings, localRegion } from './local-clients.ts';

const containerFolder = join(repositoryFolder, 'gpu-container');
/** It answers within two seconds (2 cores, November 2026); a laptop waking from sleep takes longer. */
const startPatienceSeconds = 60;
/** As long as SageMaker gives an engine that reads gigabytes of weights. */
const weightsPatienceSeconds = 1800;
/** It lets a painting end, then stops. */
const stopPatienceMilliseconds = 10_000;
const pollMilliseconds = 100;
/** A container that dies at once is started again at once, then more and more slowly. */
const firstPauseMilliseconds = 200;
const longestPauseMilliseconds = 10_000;
/** After so long it counts as having run well. */
const steadyMilliseconds = 60_000;
const toldLines = 15;

/** A segmenter, the folder that holds its weights, and a table that says their hash where they are none of ours. */
export type ContainerSegmenter = { readonly name: string; readonly weightsFolder: string; readonly table?: string };

/** Weights of an engine: the folder that holds a folder of its name, and the hash of the list in that one. */
export type EngineWeights = { readonly folder: string; readonly sha256: string };

export type ContainerOptions = {
  readonly pythonPath: string;
  /** Address of the local AWS. */
  readonly awsEndpoint: string;
  readonly engine: string;
  /** Where the engine has weights; it gets longer to start. */
  readonly weights?: EngineWeights | undefined;
  /** Runs beside the engine where it is given. */
  readonly segmenter?: ContainerSegmenter | undefined;
  readonly port: number;
  readonly logFile: string;
  readonly say: (sentence: string) => void;
};

export type RunningContainer = {
  /** Base of `/ping` and `/invocations`. */
  readonly url: string;
  /** The process that runs now; another one after it was started again. */
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
};

/**
 * Runs the container's server as a process on loopback, and resolves when it answers. Where it dies it is started again
 * and that is said; it ends by itself when this process dies.
 * @throws CONTAINER_FAILED with the end of its log where it ends before it has ever answered, or does not answer in time.
 */
export async function startContainer(options: ContainerOptions): Promise<RunningContainer> {
  const url = `http://127.0.0.1:${options.port}`;
  await mkdir(dirname(options.logFile), { recursive: true });
  let child = await launch(options);
  let isStopping = false;
  const stop = async () => {
    isStopping = true;
    await end(child);
  };
  try {
    await waitUntilReady(url, child, options);
  } catch (error) {
    await stop();
    throw error;
  }
  const keepAlive = async () => {
    let pause = firstPauseMilliseconds;
    while (true) {
      const startedAt = performance.now();
      const how = await whenEnded(child);
      if (isStopping) return;
      if (performance.now() - startedAt > steadyMilliseconds) pause = firstPauseMilliseconds;
      options.say(`The container ended (${how}): it is started again. Its log: ${options.logFile}`);
      await wait(pause);
      pause = Math.min(longestPauseMilliseconds, pause * 2);
      if (isStopping) return;
      child = await launch(options);
    }
  };
  keepAlive().catch((error: unknown) => options.say(`The container can't be started again: ${String(error)}`));
  return { url, pid: () => child.pid, stop };
}

async function launch(options: ContainerOptions): Promise<ChildProcess> {
  await using log = await open(options.logFile, 'a');
  const { credentials } = localClientSettings(options.awsEndpoint);
  const child = spawn(options.pythonPath, ['-m', 'packshot_container'], {
    cwd: containerFolder,
    // A group of its own: Ctrl-C reaches only this process, which then ends everything in order.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: {
      PATH: [dirname(options.pythonPath), '/usr/bin', '/bin'].join(delimiter),
      PYTHONUTF8: '1',
      PYTHONUNBUFFERED: '1',
      PACKSHOT_ENGINE: options.engine,
      PACKSHOT_JOB_PLACES: String(paintJobsPerInstance),
      ...weightsVariables(options.weights),
      ...segmenterVariables(options.segmenter),
      PACKSHOT_DENIED_WORDS: process.env.PACKSHOT_DENIED_WORDS ?? '',
      PACKSHOT_SAFETY_POLICY: process.env.PACKSHOT_SAFETY_POLICY ?? '',
      PACKSHOT_EXIT_WITH_PARENT: '1',
      SAGEMAKER_BIND_TO_PORT: String(options.port),
      AWS_REGION: localRegion,
      AWS_ENDPOINT_URL: options.awsEndpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
  });
  child.on('error', (error) => options.say(`The container does not start: ${error.message}`));
  return child;
}

const weightsVariables = (weights: EngineWeights | undefined): Record<string, string> =>
  weights === undefined
    ? {}
    : {
        PACKSHOT_WEIGHTS_FOLDER: weights.folder,
        PACKSHOT_WEIGHTS_SHA256: weights.sha256,
        ACCEPT_FLUX_DEV_COMMERCIAL_LICENSE: process.env.ACCEPT_FLUX_DEV_COMMERCIAL_LICENSE ?? '',
      };

const segmenterVariables = (segmenter: ContainerSegmenter | undefined): Record<string, string> =>
  segmenter === undefined
    ? {}
    : {
        PACKSHOT_SEGMENTER: segmenter.name,
        PACKSHOT_WEIGHTS_FOLDER: segmenter.weightsFolder,
        PACKSHOT_SEGMENTER_TABLE: segmenter.table ?? '',
      };

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

/** How a process ended: `code 1`, `SIGKILL`. */
function whenEnded(child: ChildProcess): Promise<string> {
  const describe = (code: number | null, signal: NodeJS.Signals | null) => signal ?? `code ${code}`;
  if (hasEnded(child)) return Promise.resolve(describe(child.exitCode, child.signalCode));
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(describe(code, signal))));
}

async function waitUntilReady(
  url: string,
  child: ChildProcess,
  { logFile, weights }: Pick<ContainerOptions, 'logFile' | 'weights'>,
): Promise<void> {
  const patienceSeconds = weights === undefined ? startPatienceSeconds : weightsPatienceSeconds;
  const deadline = Date.now() + patienceSeconds * 1000;
  while (Date.now() < deadline && !hasEnded(child)) {
    const isReady = await fetch(`${url}/ping`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await wait(pollMilliseconds);
  }
  const tail = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-toldLines).join('\n');
  throw new PipelineError(
    'CONTAINER_FAILED',
    `Expected the container to answer at ${url} within ${patienceSeconds} s, got no answer. Its log ends:\n${tail}`,
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = whenEnded(child);
  child.kill('SIGTERM');
  const isPatient = new AbortController();
  await Promise.race([ended, wait(stopPatienceMilliseconds, undefined, { signal: isPatient.signal }).catch(() => '')]);
  isPatient.abort();
  if (!hasEnded(child)) child.kill('SIGKILL');
  await ended;
}
