import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';
import { type EarlierRun, recoverEarlierRun, temporaryFolderPrefix } from './earlier-run.ts';
import { localRegion } from './local-clients.ts';
import { choosePort, moveStateToPort } from './local-port.ts';
import { endRun } from './local-processes.ts';

/** ministack is up in 0.5 s (2 cores, November 2026); a laptop waking from sleep or a cold disk takes longer. */
const startPatienceSeconds = 30;
/** A clean end takes 2 s plus the writing of the state. */
const stopPatienceSeconds = 15;
const pollMilliseconds = 50;
const logTailLines = 15;
const launcher = fileURLToPath(new URL('./run-ministack.py', import.meta.url));

export type LocalAwsOptions = {
  /** Folder of its own, which keeps tables, queues and objects between runs; made where it is missing. */
  readonly stateDir: string;
  /** Port to ask for first, 0 for any free one; without it the port of the last run, else 4580. */
  readonly port?: number;
  /** File that takes the log of ministack and of every function; appended to. */
  readonly logFile: string;
  /** The Python in whose environment ministack is installed. */
  readonly pythonPath: string;
  /** Takes one sentence each about what was found and done differently: a taken port, a crash before. */
  readonly say?: (sentence: string) => void;
};

export type LocalAws = {
  /** Address for every SDK client, by IP so that S3 clients choose path-style links by themselves. */
  readonly endpoint: string;
  readonly pid: number;
  /** How the last run over the folder ended; after `crashed` it is empty, and all uploads have to be run again. */
  readonly earlierRun: EarlierRun;
  /** Resolves when the process has ended, asked or not. */
  readonly ended: Promise<void>;
  /** Ends it with its state saved, and every function with it. May be called again. */
  stop(): Promise<void>;
};

/**
 * Starts the local AWS (ministack, loopback only) and resolves when it answers.
 * Functions run on this process's own Node. Nothing of the environment is passed on, so that no profile, proxy or
 * account of the user reaches a function. It ends by itself, state saved, when this process dies.
 * @throws LOCAL_AWS_FAILED if it does not answer in time or ends; the sentence holds the end of its log.
 */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const say = options.say ?? (() => undefined);
  await mkdir(options.stateDir, { recursive: true });
  const stateDir = await realpath(options.stateDir);
  const earlierRun = await recoverEarlierRun(stateDir, say);
  const port = await choosePort(stateDir, options.port, say);
  await moveStateToPort(stateDir, port);
  // Not below the project: there Node would find the project's own node_modules and hide what a bundle lacks.
  const temporaryFolder = await mkdtemp(join(await realpath(tmpdir()), temporaryFolderPrefix));
  const stop = async () => {
    await endRun(stateDir, temporaryFolder, stopPatienceSeconds);
    await rm(temporaryFolder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    const { child, ended } = await spawnMinistack(options, stateDir, temporaryFolder, port);
    await waitUntilHealthy(endpoint, basename(temporaryFolder), child, options.logFile);
    return { endpoint, pid: child.pid ?? 0, earlierRun, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function spawnMinistack(
  options: LocalAwsOptions,
  stateDir: string,
  temporaryFolder: string,
  port: number,
): Promise<{ child: ChildProcess; ended: Promise<void> }> {
  await mkdir(dirname(options.logFile), { recursive: true });
  await using log = await open(options.logFile, 'a');
  const child = spawn(options.pythonPath, [launcher, stateDir, temporaryFolder], {
    // A group of its own: Ctrl-C reaches only this process, which then ends everything in order.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: makeEnvironment(stateDir, temporaryFolder, port),
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await once(child, 'spawn').catch((cause: unknown) => {
    const sentence = `Expected a Python with ministack at ${options.pythonPath}, got: ${String(cause)}.`;
    throw new PipelineError('LOCAL_AWS_FAILED', sentence, { cause });
  });
  return { child, ended };
}

/** All that ministack and the functions see of the environment. */
const makeEnvironment = (stateDir: string, temporaryFolder: string, port: number) => ({
  PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
  HOME: temporaryFolder,
  TMPDIR: temporaryFolder,
  PYTHONUTF8: '1',
  GATEWAY_PORT: String(port),
  // Unless told otherwise it listens on every interface, and answers any web page.
  BIND_HOST: '127.0.0.1',
  MINISTACK_HOST: 'localhost',
  MINISTACK_REGION: localRegion,
  // Part of the health answer, which tells this process from another that took the port a moment earlier.
  MINISTACK_EDITION: basename(temporaryFolder),
  PERSIST_STATE: '1',
  STATE_DIR: stateDir,
  S3_PERSIST: '1',
  S3_DATA_DIR: join(stateDir, 's3'),
  // Further listeners, and a search for left-over containers of other ministacks: not wanted.
  IOT_MTLS_ENABLED: '0',
  SFTP_ENABLED: '0',
  DOCKER_HOST: `unix://${temporaryFolder}/no-docker`,
});

async function waitUntilHealthy(
  endpoint: string,
  edition: string,
  child: ChildProcess,
  logFile: string,
): Promise<void> {
  const deadline = Date.now() + startPatienceSeconds * 1000;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const healthy = await fetch(`${endpoint}/_localstack/health`).then(
      async (response) => (await response.text()).includes(edition),
      () => false,
    );
    if (healthy) return;
    await wait(pollMilliseconds);
  }
  const tail = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-logTailLines).join('\n');
  throw new PipelineError(
    'LOCAL_AWS_FAILED',
    `Expected the local AWS to answer at ${endpoint} within ${startPatienceSeconds} s, got no answer. Its log ends:\n${tail}`,
  );
}
