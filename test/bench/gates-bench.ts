import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { textTable } from '../../shared/cli/text-table.ts';
import { passesGates, plateLimits } from '../../shared/contracts/plate-gates.ts';
import type { PlateMeasures } from '../../shared/contracts/plate-measures.ts';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import { openRaster, type Raster } from '../../shared/imaging/raster.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { drawTrials, type Trial, trialKinds } from './gate-trials.ts';
import { readPlateProducts } from './plate-products.ts';
import { modelFile } from './run-json.ts';

const root = resolve(import.meta.dirname, '../..');
const sheetFile = join(root, '.packshot/bench/gates.png');
const controls = 200;
/** Every third of them is spoilt, too. */
const spoiltEvery = 3;
const percent = 100;
const [tilePx, sheetRows] = [200, 8];
const sharePassed = 0.99;

/**
 * The gates on plates that are known: 200 good ones, and every third of them grown, doubled and seamed. Prints the 99th
 * percentile of the good ones' measures, what each gate catches, and how many good ones are refused; writes a sheet of
 * the first ones.
 */
export async function benchGates(
  folder: string = join(root, '../shared/photos/truth'),
  count = controls,
): Promise<void> {
  const segmenter = await loadSegmenter(segmenters.u2netp, modelFile);
  const products = await readPlateProducts(segmenter, folder);
  const trials: Trial[] = [];
  const rows: Raster[][] = [];
  for (let seed = 0; seed < count; seed++) {
    const drawn = await drawTrials(products, seed, segmenter, seed % spoiltEvery === 0);
    trials.push(...drawn);
    if (rows.length < sheetRows && drawn.length > 1) rows.push(drawn.map(({ picture }) => picture));
    for (const { kind, name, measures } of drawn) {
      if (passesGates(measures) !== (kind === 'good')) console.log(kind, name, numbersOf(measures));
    }
  }
  printTrials(trials, products.length);
  await writeSheet(rows);
}

function printTrials(trials: readonly Trial[], products: number): void {
  const good = trials.filter(({ kind }) => kind === 'good');
  console.log(`${good.length} good plates of ${products} products`);
  const names = ['surfaceLine', 'seam', 'growth', 'secondProduct'] as const;
  const rows = names.map((name) => {
    const values = good.flatMap(({ measures }) => (measures[name] === 'notApplicable' ? [] : [measures[name]]));
    return [name, `${values.length}`, ...[0.5, sharePassed, 1].map((share) => quantile(values, share).toFixed(3))];
  });
  console.log(textTable(['measure', 'of', 'median', '99 %', 'worst'], rows).join('\n'));
  console.log(
    textTable(
      ['', 'of', 'refused', '%'],
      trialKinds.map((kind) => refusedRow(trials, kind)),
    ).join('\n'),
  );
  console.log(JSON.stringify(plateLimits));
}

function refusedRow(trials: readonly Trial[], kind: Trial['kind']): string[] {
  const all = trials.filter((trial) => trial.kind === kind);
  const refused = all.filter(({ measures }) => !passesGates(measures)).length;
  return [kind, `${all.length}`, `${refused}`, ((percent * refused) / all.length).toFixed(1)];
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

const numbersOf = ({ surfaceLine, seam, growth, secondProduct }: PlateMeasures): string =>
  Object.entries({ surfaceLine, seam, growth, secondProduct })
    .map(([name, value]) => `${name} ${typeof value === 'number' ? value.toFixed(3) : value}`)
    .join(', ');

async function writeSheet(rows: readonly (readonly Raster[])[]): Promise<void> {
  const tiles = await Promise.all(
    rows.flatMap((row, y) =>
      row.map(async (picture, x) => ({
        input: await openRaster(picture).resize(tilePx, tilePx).png().toBuffer(),
        ...{ left: x * tilePx, top: y * tilePx },
      })),
    ),
  );
  const size = {
    width: trialKinds.length * tilePx,
    height: rows.length * tilePx,
    channels: 3,
    background: '#000',
  } as const;
  await mkdir(join(sheetFile, '..'), { recursive: true });
  await writeFile(sheetFile, await sharp({ create: size }).composite(tiles).png().toBuffer());
  console.log(`The first of them: ${sheetFile}`);
}
