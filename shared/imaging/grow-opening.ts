import type { Deviation } from './compare-backdrop.ts';

/**
 * Shadow of the product in its own opening: its rim is deeper than the opening's middle. Lenses showed down to -22 beside
 * the frame, whose own colour or depth sets it apart (24 November 2026).
 */
const maxShadow = 22;
const chromaWithin = { fixed: 0.6, noises: 2.2 } as const;
/** The rim is no wider than this share of the photo's longer side. */
const maxReachShare = 0.02;

/** The pixels of an opening and those around it that show the same backdrop in deeper shadow. */
export function growOpening(pixels: Int32Array, deviation: Deviation): Int32Array {
  const { widthPx, heightPx } = deviation;
  const isTaken = new Uint8Array(widthPx * heightPx);
  for (const i of pixels) isTaken[i] = 1;
  const all = [...pixels];
  let front: readonly number[] = all;
  for (let reach = Math.round(maxReachShare * Math.max(widthPx, heightPx)); reach > 0 && front.length > 0; reach--) {
    const next: number[] = [];
    for (const i of front) {
      const x = i % widthPx;
      for (const neighbour of [x > 0 ? i - 1 : -1, x < widthPx - 1 ? i + 1 : -1, i - widthPx, i + widthPx]) {
        if (isTaken[neighbour] !== 0 || !isShadowed(deviation, neighbour)) continue;
        isTaken[neighbour] = 1;
        next.push(neighbour);
      }
    }
    for (const i of next) all.push(i);
    front = next;
  }
  return Int32Array.from(all);
}

function isShadowed({ chroma, lightness, chromaNoise }: Deviation, i: number): boolean {
  const change = lightness[i] ?? 0;
  return change < 0 && -change < maxShadow && (chroma[i] ?? 0) < chromaWithin.fixed + chromaWithin.noises * chromaNoise;
}
