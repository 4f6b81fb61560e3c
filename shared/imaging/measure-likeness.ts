import type { MatteMeasures } from '../contracts/matte-quality.ts';
import { findSeeThrough } from './find-see-through.ts';
import type { LabView } from './lab-view.ts';
import { dilate, erode } from './morphology.ts';
import { fitSmoothBackdrop, type SmoothBackdrop } from './smooth-backdrop.ts';

const opaque = 255;
const halfOpaque = 128;
/** Backdrop is taken from so far outside the matte, in pixels of the view: soft edges and contact shadows are not it. */
const awayPx = 4;
/** The outline is compared this far inside. */
const insidePx = 2;
/**
 * What is seen through glass against the backdrop behind it: lenses were measured at a chroma within 2.3 and a lightness
 * of -12 to +6 (24 November 2026); a tint takes its share of a coloured backdrop's chroma, too. A restless backdrop
 * differs from its own smooth surface by more.
 */
const likeChroma = 3;
const tintShare = 0.2;
const [darkest, lightest] = [-16, 7];
const faintDistance = 6;
const unrestFactor = 2;

/** Shares 0..1, but for the unrest of the backdrop, in Lab. */
export type Likeness = Pick<MatteMeasures, 'likeBackdrop' | 'enclosedLikeBackdrop' | 'faintOutline' | 'backdropUnrest'>;

/** The backdrop as it is seen around the product; null where hardly any is. */
export function fitBackdropAround(view: LabView): SmoothBackdrop | null {
  const around = dilate(view.matte, awayPx).data;
  return fitSmoothBackdrop(
    view,
    Uint8Array.from(around, (level) => (level < 3 ? 1 : 0)),
  );
}

/** How much of the product looks like the backdrop behind it. All 0 where none is known. */
export function measureLikeness(view: LabView, backdrop: SmoothBackdrop | null): Likeness {
  const { matte } = view;
  if (backdrop === null) return { likeBackdrop: 0, enclosedLikeBackdrop: 0, faintOutline: 0, backdropUnrest: 0 };
  const solid = { ...matte, data: matte.data.map((level) => (level >= halfOpaque ? opaque : 0)) };
  const inside = erode(solid, insidePx).data;
  const deeper = erode(solid, insidePx + 1).data;
  const like = new Uint8Array(inside.length);
  let [area, rim, faint] = [0, 0, 0];
  for (let i = 0; i < inside.length; i++) {
    if (solid.data[i] === opaque) area++;
    if (solid.data[i] === opaque && isLike(view, backdrop, i)) like[i] = opaque;
    if (inside[i] !== opaque || deeper[i] === opaque) continue;
    rim++;
    if (distance(view, backdrop, i) < faintDistance + backdrop.unrest) faint++;
  }
  const likePx = like.reduce((sum, level) => sum + (level === opaque ? 1 : 0), 0);
  return {
    likeBackdrop: likePx / Math.max(1, area),
    enclosedLikeBackdrop: findSeeThrough(view, backdrop, like, solid.data),
    faintOutline: faint / Math.max(1, rim),
    backdropUnrest: backdrop.unrest,
  };
}

function isLike({ lab }: LabView, backdrop: SmoothBackdrop, pixel: number): boolean {
  const at = 3 * pixel;
  const spread = unrestFactor * backdrop.unrest;
  const lightness = (lab[at] ?? 0) - (backdrop.lab[at] ?? 0);
  if (lightness < darkest - spread || lightness > lightest + spread) return false;
  const [a, b] = [backdrop.lab[at + 1] ?? 0, backdrop.lab[at + 2] ?? 0];
  const chroma = Math.hypot((lab[at + 1] ?? 0) - a, (lab[at + 2] ?? 0) - b);
  return chroma < likeChroma + tintShare * Math.hypot(a, b) + spread / 2;
}

function distance({ lab }: LabView, backdrop: SmoothBackdrop, pixel: number): number {
  const at = 3 * pixel;
  return Math.hypot(
    (lab[at] ?? 0) - (backdrop.lab[at] ?? 0),
    (lab[at + 1] ?? 0) - (backdrop.lab[at + 1] ?? 0),
    (lab[at + 2] ?? 0) - (backdrop.lab[at + 2] ?? 0),
  );
}
