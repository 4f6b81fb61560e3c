import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startPipeline } from '../../infra/local/run-pipeline.ts';
import { connectLocally } from '../../shared/cli/deployment.ts';
import { runPhotos } from '../../shared/cli/run-photos.ts';
import { uploadFile } from '../../shared/cli/upload-photo.ts';
import { modelFile, runJson, runPeer } from './run-json.ts';
import { type Usage, watchProcesses } from './watch-processes.ts';

const inFlight = 2;
/** CPU-seconds a photo that each step may take (the issue that built the pipeline set them). */
const budget: Readonly<Record<string, number>> = {
  'mask-photo': 2,
  'plan-renders': 0.5,
  container: 1,
  'finish-variants': 5,
  rest: 1.5,
};

/** Photos that are put through before the clock starts, one for each process of a step. */
const warmCount = 2;

/**
 * What the pipeline costs on this machine, printed as a table: `count` photos of 2000 px with the built-in brief, two in
 * flight, beside the same imaging functions in one process and, with `hasPeer`, beside rembg and Pillow. All of them are
 * warmed up with two photos. Needs Linux (/proc).
 */
export async function benchPipeline(count: number, { hasPeer }: { hasPeer: boolean }): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'packshot-bench-'));
  try {
    const drawn = [join(import.meta.dirname, 'bench-photos.ts'), join(folder, 'photos'), `${count + warmCount}`];
    const files = runJson<string[]>('node', drawn);
    const pipeline = await measurePipeline(folder, files);
    const alone = runJson<Alone>('node', [
      join(import.meta.dirname, 'one-process.ts'),
      modelFile,
      `${warmCount}`,
      ...files,
    ]);
    const peers = hasPeer
      ? [[], ['--alpha-matting']].map((options) =>
          runPeer<Peer>('peer.py', [join(folder, 'peer'), ...options, ...files.slice(warmCount)]),
        )
      : [];
    print(count, pipeline, alone, peers);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Measured = Usage & { readonly readySeconds: number; readonly seconds: number };
type Alone = { readonly seconds: number; readonly cpuSeconds: number };
type Peer = Alone & { readonly residentMb: number };

/** Boots a pipeline with an empty state and puts the photos through it. */
async function measurePipeline(folder: string, files: readonly string[]): Promise<Measured> {
  const bootedAt = performance.now();
  const signal = new AbortController().signal;
  const quiet = { track: <T>(_: string, work: () => Promise<T>) => work(), say: () => undefined };
  const running = await startPipeline({ stateFolder: join(folder, 'state'), ...quiet, signal });
  try {
    const deployment = connectLocally(running.endpoint, running.outputs);
    const readySeconds = (performance.now() - bootedAt) / 1000;
    const photos = files.map((file, index) => {
      const sku = `photo-${index + 1}`;
      return { file, key: `local/${sku}/main.jpg`, sku, view: 'main' };
    });
    const listener = { onLook: () => undefined, onMoved: () => undefined, onEnded: async () => undefined };
    const begin = ({ file, key }: (typeof photos)[number]) => uploadFile(file, key, deployment);
    const put = (some: typeof photos) => runPhotos(some, deployment, { begin, inFlight, listener, signal });
    await put(photos.slice(0, warmCount));
    const watch = watchProcesses(groupOf);
    const startedAt = performance.now();
    await put(photos.slice(warmCount));
    const seconds = (performance.now() - startedAt) / 1000;
    return { ...watch.stop(), readySeconds, seconds };
  } finally {
    await running.stop();
  }
}

function groupOf(environment: string, commandLine: string): string {
  const [, step] = /AWS_SDK_UA_APP_ID=packshot-([a-z-]+)/.exec(environment) ?? [];
  if (step !== undefined && step in budget) return step;
  return commandLine.includes('packshot_container') ? 'container' : 'rest';
}

function print(count: number, pipeline: Measured, alone: Alone, peers: readonly Peer[]): void {
  const each = (seconds: number) => (seconds / count).toFixed(2);
  const total = Object.values(pipeline.cpuSeconds).reduce((sum, seconds) => sum + seconds, 0);
  const withoutPainting = total - (pipeline.cpuSeconds.container ?? 0);
  const over = (ours: number, theirs: number) => `${Math.round((ours / theirs - 1) * 100)} %`;
  const rows: [string, string, string][] = [
    ['start to ready, state empty', `${pipeline.readySeconds.toFixed(1)} s`, ''],
    ['wall a photo, two in flight', `${each(pipeline.seconds)} s`, '5.00 s'],
    ['resident memory, all processes', `${Math.round(pipeline.residentMb)} MB`, '3500 MB'],
    ...Object.entries(budget).map(([step, seconds]): [string, string, string] => [
      `CPU a photo, ${step}`,
      `${each(pipeline.cpuSeconds[step] ?? 0)} s`,
      `${seconds.toFixed(2)} s`,
    ]),
    ['one process, wall a photo', `${each(alone.seconds)} s`, ''],
    ['one process, CPU a photo', `${each(alone.cpuSeconds)} s`, ''],
    ['overhead, CPU (without painting)', over(withoutPainting, alone.cpuSeconds), '25 %'],
    ['overhead, wall', over(pipeline.seconds, alone.seconds), '25 %'],
    ...peers.map((peer, index): [string, string, string] => [
      `peer, wall a photo${index === 0 ? '' : ', alpha matting'}`,
      `${each(peer.seconds)} s`,
      '',
    ]),
  ];
  console.log(`${count} photos of 2000 px, 3 looks x 5 placements; ${availableParallelism()} x ${cpus()[0]?.model}`);
  console.log(`\n${'measured'.padEnd(36)}${'value'.padStart(10)}${'to reach'.padStart(12)}`);
  for (const [name, value, goal] of rows) console.log(`${name.padEnd(36)}${value.padStart(10)}${goal.padStart(12)}`);
}
