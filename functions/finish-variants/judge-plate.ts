import type { PixelBox } from '../../shared/contracts/geometry.ts';
import type { PaintFacts, PaintJob } from '../../shared/contracts/paint-job.ts';
import type { PaintPass } from '../../shared/contracts/plan.ts';
import type { PlateMeasures } from '../../shared/contracts/plate-measures.ts';
import type { Store } from '../../shared/contracts/ports.ts';
import { boxOnPlate } from '../../shared/imaging/box-on-plate.ts';
import { decodePlate, type Plate } from '../../shared/imaging/decode-plate.ts';
import { layoutAgreement } from '../../shared/imaging/layout-agreement.ts';
import { measureHalo } from '../../shared/imaging/measure-halo.ts';
import { measureProducts } from '../../shared/imaging/measure-products.ts';
import { measureSeam } from '../../shared/imaging/measure-seam.ts';
import { measureSharpness } from '../../shared/imaging/measure-sharpness.ts';
import { measureSurfaceLine } from '../../shared/imaging/measure-surface-line.ts';
import { cropRaster, decodeMask, type Mask, openRaster } from '../../shared/imaging/raster.ts';
import type { Segmenter } from '../../shared/imaging/segment-product.ts';
import { readPayload } from '../../shared/state/read-payload.ts';

/** What judging needs: the pictures, and the network that finds products, opened where the engine saw one. */
type JudgeDeps = { readonly store: Store; readonly openSegmenter: () => Promise<Segmenter> };

/**
 * Measures a painted plate against what its job started from: an empty stage, or where the engine saw the product (the
 * job has a mask, or its first pass keeps a photo) the product in place.
 * @throws MODEL_NOT_USABLE where the network cannot be opened.
 */
export async function judgePlate(job: PaintJob, facts: PaintFacts, deps: JudgeDeps): Promise<PlateMeasures> {
  const [first, last] = [job.passes[0], job.passes.at(-1)];
  if (first === undefined || last === undefined) throw new TypeError('Expected a job with passes, got none');
  const [painted, laidOut, kept] = await Promise.all([
    openPlate(facts.plate.key, deps.store),
    openPlate(job.underpaint.key, deps.store),
    job.mask === undefined ? null : openKept(job.mask.key, deps.store),
  ]);
  const shown = cropRaster(painted, boxOnPlate(painted, last.rect, first.rect));
  // What is kept of a photo is the photo; what began as noise was given no layout to keep.
  const hasLayout = first.keep === null && facts.layout !== 'none';
  return {
    layoutAgreement: hasLayout ? await layoutAgreement(painted, last.rect, laidOut, first.rect) : 'notApplicable',
    surfaceLine: hasLayout ? await measureSurfaceLine(shown, laidOut, kept) : 'notApplicable',
    sharpness: measureSharpness(painted),
    seam: worstSeam(painted, job.passes, last, kept === null ? null : { shown, kept }),
    ...(await judgeProducts(shown, laidOut, first, kept, deps)),
  };
}

/** What became of the product in the frame of the first pass, where the engine saw one. */
async function judgeProducts(
  shown: Plate,
  laidOut: Plate,
  { keep, canvas }: PaintPass,
  kept: Mask | null,
  { openSegmenter }: JudgeDeps,
): Promise<Pick<PlateMeasures, 'growth' | 'secondProduct'>> {
  if (kept === null && keep === null) return { growth: 'notApplicable', secondProduct: 'notApplicable' };
  const control = keep === null ? laidOut : await continueEdges(laidOut, keep, canvas);
  return measureProducts(shown, control, kept, await openSegmenter());
}

/**
 * The most visible border of all that was kept: of the picture that each pass went on from, on that pass's own canvas (a
 * later pass goes on with a seam, too), and of the product behind the mask.
 */
function worstSeam(
  painted: Plate,
  passes: readonly PaintPass[],
  last: PaintPass,
  masked: { readonly shown: Plate; readonly kept: Mask } | null,
): PlateMeasures['seam'] {
  const seams = passes.map(({ keep, rect }) =>
    keep === null ? 'notApplicable' : measureSeam(cropRaster(painted, boxOnPlate(painted, last.rect, rect)), keep),
  );
  if (masked !== null) seams.push(measureHalo(masked.shown, masked.kept));
  const measured = seams.filter((seam) => seam !== 'notApplicable');
  return measured.length === 0 ? 'notApplicable' : Math.max(...measured);
}

/** The photo with the colours of its edges going on straight to the canvas's: what it shows without an engine. */
async function continueEdges(
  photo: Plate,
  { leftPx, topPx, widthPx, heightPx }: PixelBox,
  canvas: PaintPass['canvas'],
): Promise<Plate> {
  const [right, bottom] = [canvas.widthPx - leftPx - widthPx, canvas.heightPx - topPx - heightPx];
  const wider = openRaster(photo).extend({ left: leftPx, top: topPx, right, bottom, extendWith: 'copy' });
  return { ...canvas, channels: 3, data: await wider.raw().toBuffer() };
}

/** Reads and decodes a plate or underpaint of the work bucket. */
export async function openPlate(key: string, store: Store): Promise<Plate> {
  return decodePlate(await readPayload(key, store));
}

/** What a job's mask keeps, 255 = kept. */
async function openKept(key: string, store: Store): Promise<Mask> {
  const mask = await decodeMask(await readPayload(key, store));
  return { ...mask, data: mask.data.map((level) => 255 - level) };
}
