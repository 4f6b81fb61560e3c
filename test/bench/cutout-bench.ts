import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { textTable } from '../../shared/cli/text-table.ts';
import { decodeMask } from '../../shared/imaging/raster.ts';
import { modelFile, runJson, runPeer } from './run-json.ts';
import { type FinePartsScore, type Recall, scoreFineParts } from './score-fine-parts.ts';
import { type MatteScore, scoreMatte } from './score-matte.ts';
import { listTruePhotos, truePhotoFiles } from './true-products.ts';

const root = resolve(import.meta.dirname, '../..');
const poorIou = 0.9;

type Score = MatteScore & FinePartsScore;
type Usage = { readonly seconds: number; readonly cpuSeconds: number; readonly residentMb: number };
type Contender = { readonly name: string; readonly run: (out: string, files: readonly string[]) => Usage };

const contenders: readonly Contender[] = [
  {
    name: 'packshot',
    run: (out, files) => runJson('node', [join(import.meta.dirname, 'cutout-ours.ts'), modelFile, out, ...files]),
  },
  { name: 'rembg u2netp', run: (out, files) => runPeer('cutout_peer.py', [out, ...files]) },
  {
    name: 'rembg u2netp, alpha matting',
    run: (out, files) => runPeer('cutout_peer.py', [out, '--alpha-matting', ...files]),
  },
];
const matteHeads = ['IoU', 'worst', 'under 0.9', 'mean error', 'edge error', 'worst', 'leak'];
const heads = ['', ...matteHeads, 'thin', 'worst', 'holes', 'worst', 's/photo', 'CPU-s', 'MB'];

/**
 * Mattes of photos with known alpha by this project and by rembg with the same network, with and without its alpha
 * matting, side by side in one run, printed as a table. `folder` holds NAME.jpg and NAME.alpha.png; by default it is
 * shared/photos/truth beside the checkout.
 */
export async function benchCutout(folder: string = join(root, '../shared/photos/truth')): Promise<void> {
  if (!existsSync(folder))
    throw new Error(`Expected photos with known alpha in ${folder}; name a folder with --folder.`);
  const names = listTruePhotos(folder);
  const files = names.map((each) => truePhotoFiles(folder, each).photo);
  const scratch = await mkdtemp(join(tmpdir(), 'packshot-cutouts-'));
  try {
    const rows: string[][] = [];
    for (const { name, run } of contenders) {
      const out = await mkdtemp(join(scratch, 'out-'));
      const usage = run(out, files);
      rows.push(tableRow(name, await scoreAll(names, folder, out), usage));
    }
    console.log(`${names.length} photos with known alpha; ${availableParallelism()} x ${cpus()[0]?.model}\n`);
    for (const line of textTable(heads, rows)) console.log(line);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function scoreAll(names: readonly string[], folder: string, out: string): Promise<Score[]> {
  const scores: Score[] = [];
  for (const name of names) {
    const matte = await decodeMask(await readFile(join(out, `${name}.png`)));
    const truth = await decodeMask(await readFile(truePhotoFiles(folder, name).alpha));
    scores.push({ ...scoreMatte(matte, truth), ...scoreFineParts(matte, truth) });
  }
  return scores;
}

function tableRow(name: string, scores: readonly Score[], usage: Usage): string[] {
  const mean = (read: (score: Score) => number) => scores.reduce((sum, each) => sum + read(each), 0) / scores.length;
  const ious = scores.map(({ iou }) => iou);
  return [
    name,
    mean(({ iou }) => iou).toFixed(4),
    Math.min(...ious).toFixed(3),
    String(ious.filter((iou) => iou < poorIou).length),
    mean(({ meanError }) => meanError).toFixed(4),
    mean(({ edgeError }) => edgeError).toFixed(4),
    Math.max(...scores.map(({ edgeError }) => edgeError)).toFixed(3),
    `${(100 * mean(({ leak }) => leak)).toFixed(2)} %`,
    ...shareAndWorst(scores.map(({ thin }) => thin)),
    ...shareAndWorst(scores.map(({ holes }) => holes)),
    (usage.seconds / scores.length).toFixed(2),
    (usage.cpuSeconds / scores.length).toFixed(2),
    String(usage.residentMb),
  ];
}

/** Of all such pixels of all photos, and of the photo where it is least. */
function shareAndWorst(recalls: readonly Recall[]): [string, string] {
  const known = recalls.filter(({ pixels }) => pixels > 0);
  if (known.length === 0) return ['-', '-'];
  const sum = (read: (recall: Recall) => number) => known.reduce((total, each) => total + read(each), 0);
  const worst = Math.min(...known.map(({ pixels, right }) => right / pixels));
  return [(sum(({ right }) => right) / sum(({ pixels }) => pixels)).toFixed(3), worst.toFixed(3)];
}
