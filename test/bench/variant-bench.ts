import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { textTable } from '../../shared/cli/text-table.ts';
import type { Brief } from '../../shared/contracts/brief.ts';
import type { PixelBox } from '../../shared/contracts/geometry.ts';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import type { Background } from '../../shared/imaging/background.ts';
import { decodePlate } from '../../shared/imaging/decode-plate.ts';
import { type FinishInput, finishVariant } from '../../shared/imaging/finish-steps.ts';
import { maskRasters } from '../../shared/imaging/mask-steps.ts';
import { prepareProduct } from '../../shared/imaging/prepare-product.ts';
import { encodeRaster, openRaster } from '../../shared/imaging/raster.ts';
import { readStage, wholeCrop } from '../../shared/imaging/studio-stage.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { finishPlan, openPlan } from './finish-plan.ts';
import { modelFile, runJson } from './run-json.ts';

const runs = 9;
const maxSeconds = 0.5;
/** Beside a script that only composites, crops and encodes. */
const maxTimes = 1.5;
const heads = ['placement', 'background', 'in a run', 'by itself', 'ImageMagick', 'times', ''];
const setsFolder = join(import.meta.dirname, '../../shared/sets');
/** Two rows of 1080 x 1350 px; the plate shows a studio set, so that it is as detailed as a painted one. */
const brief: Brief = {
  v: 1,
  looks: [
    { kind: 'scene', name: 'plate', prompt: 'A marble counter', set: { studio: 'marble' } },
    { kind: 'set', name: 'set', set: { studio: 'marble' } },
  ],
  placements: ['default-instagram-post', 'instagram-feed-portrait'],
};

/** The files that a variant is made from: what the work bucket or the sets' folder holds, and for the script the cutout. */
type Files = { readonly p: string; readonly cutout: string; readonly picture: string; readonly out: string };
type Job = { readonly name: string; readonly look: string; readonly input: FinishInput; readonly files: Files };

/**
 * The time of one 1080 x 1350 variant from an existing plate and from a studio set: within a run, where product and plate
 * are decoded already; by itself, from its stored files on; and beside it an ImageMagick script that only composites,
 * crops and encodes the same files. Alternating, the least of nine.
 */
export async function benchVariant(): Promise<void> {
  const magick = findMagick();
  const folder = await mkdtemp(join(tmpdir(), 'packshot-variant-'));
  try {
    const jobs = await openJobs(folder);
    console.log(`One variant of 1080 x 1350 px from a photo of 2000 px, ms; ${cpus().length} x ${cpus()[0]?.model}\n`);
    const rows: string[][] = [];
    for (const job of jobs) rows.push(await timeJob(job, magick));
    for (const line of textTable(heads, rows)) console.log(line);
    console.log(magick === undefined ? '\nImageMagick is not installed here.' : `\n${magick.version}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Magick = { readonly program: string; readonly version: string };

/** ImageMagick 7 is `magick`, 6 is `convert`; another program of that name does not say its own. */
function findMagick(): Magick | undefined {
  for (const program of ['magick', 'convert']) {
    try {
      const [version = ''] = execFileSync(program, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).split('\n');
      if (version.startsWith('Version: ImageMagick')) return { program, version };
    } catch {}
  }
  return undefined;
}

async function openJobs(folder: string): Promise<Job[]> {
  const [photo = ''] = runJson<string[]>('node', [join(import.meta.dirname, 'bench-photos.ts'), folder, '1']);
  const segmenter = await loadSegmenter(segmenters.u2netp, modelFile);
  const masked = await maskRasters({ photoBytes: await readFile(photo), givenMatteBytes: null, segmenter });
  await finishPlan(masked, brief, () => {});
  const stored = { p: join(folder, 'p.png'), cutout: join(folder, 'cutout.png') };
  await writeFile(stored.p, (await encodeRaster(masked.p)).bytes);
  await writeFile(stored.cutout, (await encodeRaster(masked.cutout)).bytes);
  const jobs: Job[] = [];
  for (const { look, slot, open } of await openPlan(masked, brief)) {
    const input = await open();
    if (input === undefined) throw new Error(`Expected a slot to make, got ${JSON.stringify(slot)}`);
    const name = slot.placement.id;
    const picture = join(folder, `${look.look.name}-${name}.background`);
    await writeFile(picture, await backgroundBytes(input.background));
    const out = join(folder, `${look.look.name}-${name}.${input.placement.deliver.format}`);
    jobs.push({ name, look: look.look.name, input, files: { ...stored, picture, out } });
  }
  return jobs;
}

/** A plate as the container writes it: 8-bit PNG, compressed as fast as can be. A set's picture as it is. */
async function backgroundBytes(background: Background): Promise<Uint8Array> {
  if (background.kind === 'plate') return openRaster(background.plate).png({ compressionLevel: 1 }).toBuffer();
  if (background.kind !== 'studio') throw new TypeError(`Expected a plate or a studio set, got ${background.kind}`);
  const { set, zoom } = background.stage;
  return readFile(join(setsFolder, set.id, `${zoom.name}.jpg`));
}

async function timeJob({ name, look, input, files }: Job, magick: Magick | undefined): Promise<string[]> {
  const times: Record<'run' | 'alone' | 'script', number[]> = { run: [], alone: [], script: [] };
  const args = scriptOf(input, files);
  for (let run = 0; run <= runs; run++) {
    times.run.push(await timeOf(() => finishVariant(input)));
    times.alone.push(await timeOf(async () => finishVariant(await readInput(input, files))));
    if (magick !== undefined) times.script.push(await timeOf(() => execFileSync(magick.program, args)));
  }
  const [inRun, alone, script] = [times.run, times.alone, times.script].map((each) => Math.min(...each.slice(1)));
  const shown = [inRun, alone].map((time = 0) => time.toFixed(0));
  const isFast = (alone ?? 0) <= 1000 * maxSeconds;
  if (magick === undefined) return [name, look, ...shown, '', '', isFast ? 'at most 500 ms' : 'above 500 ms'];
  const share = (alone ?? 0) / (script ?? 1);
  const verdict = `${isFast ? 'at most' : 'above'} 500 ms, ${share <= maxTimes ? 'at most' : 'above'} ${maxTimes} times`;
  return [name, look, ...shown, (script ?? 0).toFixed(0), share.toFixed(2), verdict];
}

async function timeOf(work: () => unknown): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The same input, decoded from its stored files. */
async function readInput(input: FinishInput, files: Files): Promise<FinishInput> {
  const [p, cutout] = await Promise.all([readFile(files.p), readFile(files.cutout)]);
  const product = await prepareProduct({ p, cutout }, input.facts);
  const { background } = input;
  if (background.kind === 'studio') {
    const { set, zoom } = background.stage;
    return { ...input, product, background: { ...background, stage: await readStage(setsFolder, set, zoom, false) } };
  }
  if (background.kind !== 'plate') return { ...input, product };
  return { ...input, product, background: { ...background, plate: await decodePlate(await readFile(files.picture)) } };
}

/** The part of the background and the cutout, resized, one over the other, encoded by the same settings. */
function scriptOf({ background, placing, placement }: FinishInput, files: Files): string[] {
  const { widthPx, heightPx, cut } = placing;
  const shown = shownPart(background, placing);
  const isWebp = placement.deliver.format === 'webp';
  const encode = isWebp
    ? ['-quality', '80', '-define', 'webp:method=2']
    : ['-quality', '92', '-sampling-factor', '4:4:4'];
  const offset = (px: number): string => `${px < 0 ? '-' : '+'}${Math.abs(px)}`;
  return [
    ...[files.picture, '-crop', `${shown.widthPx}x${shown.heightPx}+${shown.leftPx}+${shown.topPx}`, '+repage'],
    ...['-resize', `${widthPx}x${heightPx}!`],
    ...['(', files.cutout, '-resize', `${cut.widthPx}x${cut.heightPx}!`, ')'],
    ...['-geometry', `${offset(cut.leftPx)}${offset(cut.topPx)}`, '-composite', '-strip', ...encode, files.out],
  ];
}

function shownPart(background: Background, { crop }: FinishInput['placing']): PixelBox {
  if (background.kind === 'studio') return wholeCrop(background.crop, background.stage);
  if (background.kind !== 'plate') throw new TypeError(`Expected a plate or a studio set, got ${background.kind}`);
  const { rect, pxPerU } = background;
  return {
    leftPx: Math.round((crop.left - rect.left) * pxPerU),
    topPx: Math.round((rect.bottom + rect.height - crop.bottom - crop.height) * pxPerU),
    widthPx: Math.round(crop.width * pxPerU),
    heightPx: Math.round(crop.height * pxPerU),
  };
}
