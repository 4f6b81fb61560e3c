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
  let best = 0;
  for (let y = Math.max(stripPx, Math.round(fromRow)); y < heightPx - stripPx; y++) {
    const left = stepAt(view, y, 0, leftEnd);
    const right = stepAt(view, y, rightStart, widthPx);
    if (left === null || right === null) continue;
    const together = left.reduce((sum, value, k) => sum + value * (right[k] ?? 0), 0);
    // Both sides step the same way, or there is no horizon.
    if (together > best * best) best = Math.sqrt(together);
  }
  return best;
}

function stepAt(view: LabView, y: number, from: number, to: number): number[] | null {
  const upper = meanColour(view, y - stripPx, y - 1, from, to);
  const lower = meanColour(view, y + 1, y + stripPx, from, to);
  return upper === null || lower === null ? null : lower.map((value, k) => value - (upper[k] ?? 0));
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
