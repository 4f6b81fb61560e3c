import type { LabView } from './lab-view.ts';

/** Rows compared above and below a supposed edge of the ground, in pixels of the view. */
const stripPx = 6;
const clear = 2;
/** Fewer pixels of backdrop in a strip say nothing. */
const fewestPixels = 20;

/**
 * The strongest level step of the backdrop that is seen on both sides of the product, between rows `fromRow` and the
 * frame's lower edge: where ground and wall meet. As a difference of colour in Lab; 0 where there is none. `leftEnd` and
 * `rightStart` are the columns of the view at which the product begins and ends.
 */
export function findHorizon(view: LabView, fromRow: number, leftEnd: number, rightStart: number): number {
  const { widthPx, heightPx } = view;
  const strips = [...splitColumns(0, leftEnd), ...splitColumns(rightStart, widthPx)];
  let best = 0;
  for (let y = Math.max(stripPx, Math.round(fromRow)); y < heightPx - stripPx; y++) {
    const steps = strips.flatMap(([from, to]) => stepAt(view, y, from, to) ?? []);
    if (steps.length === strips.length) best = Math.max(best, commonStep(steps));
  }
  return best;
}

/** Each side in two: a horizon goes through both, a blotch of a mottled backdrop does not. */
function splitColumns(from: number, to: number): [from: number, to: number][] {
  const middle = Math.round((from + to) / 2);
  return [
    [from, middle],
    [middle, to],
  ];
}

/** The length of the step in the direction of all steps' mean that every one of them has. */
function commonStep(steps: readonly Step[]): number {
  const mean = [0, 1, 2].map((k) => steps.reduce((sum, step) => sum + (step[k] ?? 0), 0) / steps.length);
  const length = Math.hypot(...mean);
  if (length === 0) return 0;
  const along = steps.map((step) => step.reduce((sum, value, k) => sum + (value * (mean[k] ?? 0)) / length, 0));
  return Math.max(0, Math.min(...along));
}

/** How much the colour changes in Lab. */
type Step = readonly number[];

function stepAt(view: LabView, y: number, from: number, to: number): [Step] | null {
  const upper = meanColour(view, y - stripPx, y - 1, from, to);
  const lower = meanColour(view, y + 1, y + stripPx, from, to);
  return upper === null || lower === null ? null : [lower.map((value, k) => value - (upper[k] ?? 0))];
}

function meanColour({ lab, matte, widthPx }: LabView, top: number, bottom: number, from: number, to: number) {
  const sum = [0, 0, 0];
  let count = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = from; x < to; x++) {
      const pixel = y * widthPx + x;
      if ((matte.data[pixel] ?? 0) > clear) continue;
      count++;
      for (let k = 0; k < 3; k++) sum[k] = (sum[k] ?? 0) + (lab[3 * pixel + k] ?? 0);
    }
  }
  return count < fewestPixels ? null : sum.map((value) => value / count);
}
