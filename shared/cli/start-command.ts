import { join } from 'node:path';
import { takeRunLock } from '../../infra/local/run-lock.ts';
import { forgetState, type RunningPipeline, startPipeline } from '../../infra/local/run-pipeline.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { composeBriefs } from './compose-briefs.ts';
import { connectLocally, localTenant } from './deployment.ts';
import { exitCodes } from './exit-codes.ts';
import { timedLine } from './progress.ts';
import { removeRunFile, stateFolder, writeRunFile } from './run-file.ts';
import { type ScannedFolder, scanFolder } from './scan-folder.ts';
import { readCompanion } from './send-companions.ts';
import { readStartArgs, type StartOptions, userFolder } from './start-args.ts';
import { startRun } from './start-run.ts';
import { Interrupted, stopOnSignals } from './stop-on-signals.ts';
import { makeTerminal, showPath, type Terminal } from './terminal.ts';
import { makeTracker } from './track-steps.ts';

/** Of files that are no pictures, so many are named. */
const mostSkippedNamed = 5;

/** `packshot start`: runs the pipeline on this machine. Gives the exit code. */
export async function start(args: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const since = new Date().toISOString();
  const options = readStartArgs(args, userFolder(process.env));
  const folder = await readFolder(options);
  const terminal = makeTerminal();
  const signal = stopOnSignals(terminal.line, 'Ending: the state is saved');
  const giveBack = await takeRunLock(join(stateFolder, 'run.lock'));
  const code = { now: exitCodes.interrupted as number };
  try {
    if (options.isFresh) await forgetState(stateFolder);
    tellSkipped(folder, terminal);
    await run(folder, options, { terminal, signal, startedAt, since }, code);
  } catch (error) {
    if (!signal.aborted || !isEnd(error)) throw error;
  } finally {
    terminal.live('');
    await giveBack();
  }
  return code.now;
}

/** Everything that can be wrong with the options, before anything is started. */
async function readFolder(options: StartOptions): Promise<ScannedFolder> {
  const folder = await scanFolder(options.photosFolder, localTenant, options.outFolder);
  if (folder.photos.length === 0) {
    const sentence = `Expected at least one photo in ${options.photosFolder}, found none.`;
    throw new PipelineError('USAGE_INVALID', sentence);
  }
  const briefs = await Promise.all(folder.briefs.map(readCompanion));
  await composeBriefs(briefs, { ...options, tenant: localTenant });
  return folder;
}

/** Waiting is ended by the abort signal with errors of Node's own. */
const isEnd = (error: unknown): boolean =>
  error instanceof Interrupted || (error instanceof Error && error.name === 'AbortError');

function tellSkipped({ skipped }: ScannedFolder, { line }: Terminal): void {
  if (skipped.length === 0) return;
  const named = skipped.slice(0, mostSkippedNamed).join(', ');
  const more = skipped.length > mostSkippedNamed ? ` and ${skipped.length - mostSkippedNamed} more` : '';
  line(`Skipped, no pictures by name: ${named}${more}`);
}

type StartContext = {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly startedAt: number;
  readonly since: string;
};

async function run(
  folder: ScannedFolder,
  options: StartOptions,
  context: StartContext,
  code: { now: number },
): Promise<void> {
  const { terminal, signal, startedAt, since } = context;
  const say = (sentence: string) => terminal.line(timedLine(performance.now() - startedAt, sentence));
  const track = makeTracker(terminal, startedAt);
  const { engine, weightsFolder } = options;
  const weights = weightsFolder === undefined ? {} : { engineWeights: weightsFolder };
  const pipeline = await startPipeline({ stateFolder, track, say, signal, engine, ...weights });
  // Waited for below; until then its failure must not count as unhandled.
  pipeline.failed.catch(() => undefined);
  try {
    const { endpoint, outputs } = pipeline;
    await writeRunFile({ v: 1, pid: process.pid, endpoint, outputs: { ...outputs }, startedAt: since });
    say('ready');
    const deployment = connectLocally(endpoint, outputs);
    const work = startRun(folder, options, { deployment, terminal, signal, startedAt, since });
    code.now = await Promise.race([work, pipeline.failed]);
    if (options.isOnce) return;
    await stayUp(options, pipeline, terminal, signal);
    code.now = exitCodes.allDone;
  } finally {
    await removeRunFile();
    terminal.live('');
    await pipeline.stop();
  }
}

async function stayUp(
  { outFolder }: StartOptions,
  { endpoint, failed }: RunningPipeline,
  { line }: Terminal,
  signal: AbortSignal,
): Promise<void> {
  line('');
  line(
    `The pictures are in ${showPath(outFolder, userFolder(process.env))}. The pipeline stays up at ${endpoint} until Ctrl-C:`,
  );
  line('npx packshot put FILE… uploads more, npx packshot --help says what else there is.');
  if (signal.aborted) return;
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([aborted, failed]);
}
