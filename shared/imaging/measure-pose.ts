import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Pose } from '../contracts/pose.ts';
import { findParts } from './connected-parts.ts';
import { findContacts } from './find-contacts.ts';
import { findCutSides } from './find-cut-sides.ts';
import { findHorizon } from './find-horizon.ts';
import { type LabView, longestSideOf } from './lab-view.ts';
import { measureShadows, type Shadows } from './measure-shadows.ts';
import type { Mask } from './raster.ts';

/**
 * Thresholds in L* or Lab, set on the 29 photos of test/bench/pose-labels.json (24 November 2026). Edges of the ground
 * there step by 2.3 or more; mottled backdrops, on the 22 photos with known alpha too, by up to 1.8 (25 November 2026).
 */
const contactShadow = 8;
const someShadow = 2.5;
const noShadow = 1;
const clearHorizon = 2;
/** A product that stands has its shadow at its base alone; one that lies, all along its lower outline, or above it. */
const outlineShare = 0.4;
const aboveShare = 1.5;
/** On paper this white a shadow may have been lit away. */
const whiteLightness = 95;
/** What hangs is narrow where it is held: within this share of its height it is at most so wide. */
const neckHeight = 0.05;
const neckWidth = 0.3;
/** Smaller parts say nothing of how the product is held. */
const minPartShare = 0.05;
const halfOpaque = 128;
const horizonStart = 0.3;

/**
 * How the product is posed, by what the light says: the shadow around it, the edge of the ground behind it, and where it
 * leaves the frame. `unknown` wherever these do not agree with one pose alone. `isClear`: the matte shows the product;
 * else nothing is claimed.
 */
export function measurePose(
  view: LabView,
  matte: Mask,
  facts: Pick<AssetFacts, 'box' | 'touchesEdge' | 'matteSource'>,
  isClear = true,
): Pose {
  const unknown: Pose = { kind: 'unknown', cutSides: [], contacts: [] };
  if (!isClear) return unknown;
  const cutSides = findCutSides(facts);
  if (cutSides.length > 0) return { kind: 'cut', cutSides, contacts: [] };
  const kind = poseByLight(view, facts.box);
  return { kind, cutSides: [], contacts: kind === 'standing' ? findContacts(matte, facts.box) : [] };
}

function poseByLight(view: LabView, box: AssetFacts['box']): 'standing' | 'lying' | 'hung' | 'unknown' {
  const scale = view.widthPx / view.region.widthPx;
  const shadows = measureShadows(view, longestSideOf(view, box));
  const { base, middle, high, above } = shadows;
  const top = scale * (box.topPx - view.region.topPx);
  const left = Math.max(0, Math.floor(scale * (box.leftPx - view.region.leftPx)) - 3);
  const right = Math.ceil(scale * (box.leftPx + box.widthPx - view.region.leftPx)) + 3;
  const horizon = findHorizon(view, top + horizonStart * scale * box.heightPx, left, right);
  if (horizon >= clearHorizon && (base ?? middle ?? 0) >= someShadow) return 'standing';
  if (base !== null && base >= contactShadow) {
    const isDark = (drop: number | null) => drop !== null && drop >= outlineShare * base;
    if (![middle, high, above, shadows.left, shadows.right].some(isDark)) return 'standing';
    return isDark(high) && (middle === null || isDark(middle)) ? 'lying' : 'unknown';
  }
  if (above !== null && above >= contactShadow && above > aboveShare * (base ?? 0)) return 'lying';
  return isHung(view, shadows) ? 'hung' : 'unknown';
}

/** No shadow at all on a backdrop that would show one, and every part is narrow where it is held. */
function isHung({ lab, matte }: LabView, { base, middle, left, right, above }: Shadows): boolean {
  const seen = [base ?? middle, left, right, above].map((drop) => drop ?? Number.POSITIVE_INFINITY);
  if (seen.some((drop) => drop > noShadow)) return false;
  const ground: number[] = [];
  for (let i = 0; i < matte.data.length; i++) if (matte.data[i] === 0) ground.push(lab[3 * i] ?? 0);
  ground.sort((a, b) => a - b);
  if ((ground[Math.floor(ground.length / 2)] ?? 100) > whiteLightness) return false;
  const parts = findParts(matte, halfOpaque);
  const largest = Math.max(...parts.map(({ pixels }) => pixels.length));
  const large = parts.filter(({ pixels }) => pixels.length >= minPartShare * largest);
  return large.every(({ pixels }) => isNarrowAtTop(pixels, matte.widthPx));
}

function isNarrowAtTop(pixels: Int32Array, widthPx: number): boolean {
  const rows = new Map<number, { first: number; last: number }>();
  for (const pixel of pixels) {
    const x = pixel % widthPx;
    const y = (pixel - x) / widthPx;
    const row = rows.get(y);
    rows.set(y, { first: Math.min(x, row?.first ?? x), last: Math.max(x, row?.last ?? x) });
  }
  const widths = [...rows].sort(([a], [b]) => a - b).map(([, { first, last }]) => last - first + 1);
  const neck = widths[Math.floor(neckHeight * widths.length)] ?? 0;
  return neck <= neckWidth * Math.max(...widths);
}
