import { dilate, erode } from '../../shared/imaging/morphology.ts';
import type { Mask } from '../../shared/imaging/raster.ts';
import { matteOverlap } from './matte-overlap.ts';

const opaque = 255;
const halfOpaque = 127;
/** The band around the true outline in which the edge error is measured: 1/160 of the longer side to each side. */
const bandShare = 160;
const minBandPx = 4;

/** A matte against the true one: shares of 0..1. `leak`: how much of what is opaque in truth is not quite. */
export type MatteScore = {
  readonly iou: number;
  readonly meanError: number;
  readonly edgeError: number;
  readonly leak: number;
};

/** Scores a matte of the true one's size: overlap at half opacity, and mean absolute errors overall and in the edge band. */
export function scoreMatte(matte: Mask, truth: Mask): MatteScore {
  const { widthPx, heightPx } = truth;
  const radius = Math.max(minBandPx, Math.round(Math.max(widthPx, heightPx) / bandShare));
  const data = truth.data.map((value) => (value > halfOpaque ? opaque : 0));
  const [around, within] = [dilate, erode].map((step) => step({ data, widthPx, heightPx }, radius).data);
  let [error, edge, band, solid, leaked] = [0, 0, 0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const [ours = 0, theirs = 0] = [matte.data[i], truth.data[i]];
    const difference = Math.abs(ours - theirs) / opaque;
    error += difference;
    if (around?.[i] === opaque && within?.[i] === 0) {
      edge += difference;
      band++;
    }
    if (theirs === opaque) solid++;
    if (theirs === opaque && ours < opaque) leaked++;
  }
  return {
    iou: matteOverlap(matte, truth),
    meanError: error / data.length,
    edgeError: edge / Math.max(1, band),
    leak: leaked / Math.max(1, solid),
  };
}
