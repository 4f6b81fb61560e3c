import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { textTable } from '../../shared/cli/text-table.ts';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import { linearOfLevel } from '../../shared/imaging/colour.ts';
import { cutOut } from '../../shared/imaging/cut-out.ts';
import { maskRasters } from '../../shared/imaging/mask-steps.ts';
import type { Mask, Raster } from '../../shared/imaging/raster.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { seededRandom } from '../unit/planning/product-facts.ts';
import { composeKnown, type KnownPhoto, type Mixing } from './compose-known.ts';
import { recompositeError } from './recomposite-error.ts';
import { modelFile } from './run-json.ts';
import { listTruePhotos, readTrueProduct } from './true-products.ts';

const opaque = 255;
const defaultSeed = 20261125;
/** After the old backdrop is taken out of the colours at most so much of the error may be left. */
const maxShare = 0.5;
const heads = ['mixed in', 'alpha', "photo's colours", 'ours', 'share', 'colours alone', 'worst photo', ''];
const kinds = ['true', 'ours', 'ours, for linear light'] as const;
type Kind = (typeof kinds)[number];
/**
 * Errors in levels of sRGB, with the photo's own colours and with the cutout's. `alone`: the share of the error that is left
 * where the truth is laid with the same alpha, so that colours alone count.
 */
type Errors = { readonly photo: number; readonly ours: number; readonly alone: number };

/**
 * What is left of the old backdrop in soft edges: photos with known product, alpha and backdrop are cut out by us and laid
 * over white, black and saturated grounds in linear light. Printed: the mean error in the soft pixels with the photo's
 * colours and with the cutout's, for the true alpha, for ours, and for ours converted to linear light with the backdrop that
 * only the bench knows: better than the pipeline could.
 */
export async function benchEdgeColour(
  folder: string = join(resolve(import.meta.dirname, '../..'), '../shared/photos/truth'),
): Promise<void> {
  if (!existsSync(folder))
    throw new Error(`Expected photos with known alpha in ${folder}; name a folder with --folder.`);
  const names = listTruePhotos(folder);
  const segmenter = await loadSegmenter(segmenters.u2netp, modelFile);
  const rows: string[][] = [];
  for (const mixing of ['srgb', 'linear'] as const) {
    const measured: Record<Kind, Errors[]> = { true: [], ours: [], 'ours, for linear light': [] };
    for (const [index, name] of names.entries()) {
      const product = await readTrueProduct(folder, name);
      const known = await composeKnown(product, mixing, seededRandom(defaultSeed + index));
      const { p, matte } = await maskRasters({ photoBytes: known.bytes, givenMatteBytes: null, segmenter });
      measured.true.push(measure(known, p, known.alpha, known.alpha));
      measured.ours.push(measure(known, p, matte, matte));
      measured['ours, for linear light'].push(measure(known, p, matte, null));
    }
    for (const kind of kinds) rows.push(tableRow(mixing, kind, measured[kind]));
  }
  console.log(`${names.length} products, each on one backdrop; errors in levels of sRGB\n`);
  for (const line of textTable(heads, rows)) console.log(line);
}

/** Errors where the true alpha or the matte is soft. Colours are cut out with `matte`, then laid with `alpha` (null: converted). */
function measure(
  { product, alpha: trueAlpha, backdrop }: KnownPhoto,
  p: Raster,
  matte: Mask,
  alpha: Mask | null,
): Errors {
  const { widthPx, heightPx } = p;
  const cut = cutOut(p, matte, { leftPx: 0, topPx: 0, widthPx, heightPx });
  const colours = p.data.map((_, at) => cut.data[4 * Math.floor(at / 3) + (at % 3)] ?? 0);
  const laid = alpha?.data ?? toLinearAlpha(matte.data, colours, backdrop.data);
  const isSoft = (level: number | undefined) => level !== 0 && level !== opaque;
  const isCounted = laid.map((_, i) => (isSoft(matte.data[i]) || isSoft(trueAlpha.data[i]) ? 1 : 0));
  const isShared = isCounted.map((counted, i) => (counted === 1 && (trueAlpha.data[i] ?? 0) > 0 ? 1 : 0));
  const truth = { colours: product.data, alpha: trueAlpha.data };
  const sameAlpha = { colours: product.data, alpha: laid };
  const [photo, ours] = [
    { colours: p.data, alpha: laid },
    { colours, alpha: laid },
  ];
  return {
    photo: recompositeError(photo, truth, isCounted),
    ours: recompositeError(ours, truth, isCounted),
    alone: recompositeError(ours, sameAlpha, isShared) / recompositeError(photo, sameAlpha, isShared),
  };
}

/** The alpha that shows, in linear light, what the given one shows on sRGB values over the true backdrop. */
function toLinearAlpha(alpha: Uint8Array, colours: Uint8Array, backdrop: Uint8Array): Uint8Array {
  return alpha.map((level, i) => {
    if (level === 0 || level === opaque) return level;
    let [along, length] = [0, 0];
    for (let at = 3 * i; at < 3 * i + 3; at++) {
      const [front, behind] = [colours[at] ?? 0, backdrop[at] ?? 0];
      const shown = Math.round(behind + (level / opaque) * (front - behind));
      const difference = (linearOfLevel[front] ?? 0) - (linearOfLevel[behind] ?? 0);
      along += ((linearOfLevel[shown] ?? 0) - (linearOfLevel[behind] ?? 0)) * difference;
      length += difference * difference;
    }
    return length === 0 ? level : Math.round(opaque * Math.min(1, Math.max(0, along / length)));
  });
}

function tableRow(mixing: Mixing, kind: Kind, errors: readonly Errors[]): string[] {
  const mean = (read: (each: Errors) => number) => errors.reduce((sum, each) => sum + read(each), 0) / errors.length;
  const [photo, ours, alone] = [mean((each) => each.photo), mean((each) => each.ours), mean((each) => each.alone)];
  const worst = Math.max(...errors.map((each) => each.ours / each.photo));
  return [
    mixing,
    kind,
    ...[photo, ours].map((error) => error.toFixed(2)),
    ...[ours / photo, alone, worst].map((share) => share.toFixed(2)),
    ours / photo <= maxShare ? `at most ${maxShare}` : `above ${maxShare}`,
  ];
}
