import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { segmenterNames } from '../contracts/segmenters.ts';
import { type MaskedRasters, maskRasters } from '../imaging/mask-steps.ts';
import { encodeMask, encodeRaster, type Raster } from '../imaging/raster.ts';
import type { Segmenter } from '../imaging/segment-product.ts';
import { readArgs, usageError } from './command-line.ts';
import { exitCodes } from './exit-codes.ts';
import { helpBlock } from './help.ts';
import { findNamesakes, listCutouts, type PhotoToCut } from './list-cutouts.ts';
import { describeError } from './print-error.ts';
import { setUpSegmenter } from './set-up-segmenter.ts';
import { userFolder } from './start-args.ts';

export const cutoutHelp = `Cuts the products out of a folder of photos on this machine, without AWS.

Usage: npm run cutout -- --photos DIR --out DIR     (or npx packshot cutout …)

DIR/shoe.jpg becomes shoe.alpha.png, the matte (8-bit grey), and shoe.cutout.png, the product with
the old backdrop's colour taken off its edge, both of the upright photo's size. A shoe.matte.png
beside the photo, or the photo's own alpha, is used as it is. Mattes to look at are told with their
codes (docs/operate.md); even those that the pipeline would reject are written.

${helpBlock('Options', [
  ['--photos DIR', 'the photos; folders below it too'],
  ['--out DIR', 'where the results go, in the same folders'],
  ['--segmenter NAME', `${segmenterNames.join(', ')} (default: ${segmenterNames[0]})`],
])}

Exit codes: 0 every photo is cut out; 1 the run itself went wrong; 2 some photos were rejected.`;

/** `packshot cutout`: writes matte and cutout of every photo of a folder. Gives the exit code. */
export async function cutout(args: readonly string[]): Promise<number> {
  const { values } = readArgs('cutout', args, {
    photos: { type: 'string' },
    out: { type: 'string' },
    segmenter: { type: 'string', default: segmenterNames[0] },
  });
  if (values.photos === undefined || values.out === undefined) {
    throw usageError('cutout', 'Expected both --photos DIR and --out DIR');
  }
  const name = segmenterNames.find((each) => each === values.segmenter);
  if (name === undefined) {
    throw usageError('cutout', `Expected --segmenter ${segmenterNames.join(' | ')}, got ${values.segmenter}`);
  }
  const from = userFolder(process.env);
  const outFolder = resolve(from, values.out);
  const photos = await listCutouts(resolve(from, values.photos), outFolder);
  const [namesakes] = findNamesakes(photos);
  if (namesakes !== undefined) {
    throw usageError('cutout', `Expected one photo a name, got ${namesakes.join(' and ')}`);
  }
  const segmenter = await setUpSegmenter(name);
  let rejected = 0;
  for (const photo of photos) if (!(await cutOnePhoto(photo, outFolder, segmenter))) rejected++;
  return rejected > 0 ? exitCodes.someRejected : exitCodes.allDone;
}

/** Says whether the photo could be cut out; a photo that cannot is told on stderr. */
async function cutOnePhoto(photo: PhotoToCut, outFolder: string, segmenter: Segmenter): Promise<boolean> {
  const startedAt = performance.now();
  try {
    const photoBytes = await readFile(photo.file);
    const givenMatteBytes = photo.matteFile === undefined ? null : await readFile(photo.matteFile);
    const masked = await maskRasters({ photoBytes, givenMatteBytes, segmenter });
    await write(join(outFolder, photo.name), masked);
    const codes = masked.facts.quality.reasons.map(({ code }) => code).join(', ');
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(2);
    console.log(`${photo.name}  ${seconds} s  ${codes === '' ? 'good' : `to look at: ${codes}`}`);
  } catch (error) {
    if (!(error instanceof PipelineError) || error.retry) throw error;
    console.error(`${photo.name}: ${describeError(error)}`);
    return false;
  }
  return true;
}

async function write(stem: string, { p, matte, cutout: cut, facts }: MaskedRasters): Promise<void> {
  const whole = layInto(cut, facts.cutBox, p);
  const [alphaFile, cutoutFile] = await Promise.all([encodeMask(matte), encodeRaster(whole)]);
  await mkdir(dirname(stem), { recursive: true });
  await Promise.all([
    writeFile(`${stem}.alpha.png`, alphaFile.bytes),
    writeFile(`${stem}.cutout.png`, cutoutFile.bytes),
  ]);
}

/** The cropped cutout in a transparent picture of the photo's size. */
function layInto(
  cut: Raster,
  { leftPx, topPx }: MaskedRasters['facts']['cutBox'],
  { widthPx, heightPx }: Raster,
): Raster {
  const data = new Uint8Array(4 * widthPx * heightPx);
  const rowBytes = 4 * cut.widthPx;
  for (let y = 0; y < cut.heightPx; y++) {
    const row = cut.data.subarray(y * rowBytes, (y + 1) * rowBytes);
    data.set(row, 4 * ((y + topPx) * widthPx + leftPx));
  }
  return { data, widthPx, heightPx, channels: 4 };
}
