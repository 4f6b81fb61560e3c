import type { AdHocPlacement } from '../contracts/brief.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { type Placement, ratioTolerance } from '../contracts/placement.ts';

/** The short side where a brief gives a ratio alone: what most social rows of the catalogue ask for. */
export const defaultShortSidePx = 1080;
/** The limits of a side, as the brief's schema has them; a side that we compute must keep them too. */
const leastSidePx = 16;
const mostSidePx = 10_000;

type Size = { readonly widthPx: number; readonly heightPx: number };

/**
 * Turns an ad-hoc size of a brief into a row to plan with. Sides that are left out follow from the ratio; a ratio
 * alone gets 1080 px on its short side. The id says it all (`adhoc-21x9-2520x1080-webp`) unless the brief names one.
 * @throws BRIEF_INVALID where width and height contradict the ratio or a side leaves 16 to 10,000 px.
 */
export function placeAdHoc(wanted: AdHocPlacement): Placement {
  const size = sizeOf(wanted);
  for (const side of [size.widthPx, size.heightPx]) {
    if (side < leastSidePx || side > mostSidePx) {
      throw invalid(wanted, `sides of ${leastSidePx} to ${mostSidePx} px`, `${size.widthPx} x ${size.heightPx}`);
    }
  }
  return {
    id: wanted.id ?? idOf(wanted, size),
    platform: 'Ad hoc',
    placement: `${size.widthPx} x ${size.heightPx} ${wanted.format}`,
    aspectRatio: wanted.ratio ?? null,
    ratioIsAdvice: false,
    minWidth: null,
    minHeight: null,
    maxWidth: null,
    maxHeight: null,
    maxBytes: wanted.maxBytes ?? null,
    formats: [wanted.format],
    twin: null,
    background: null,
    productFill: null,
    safeZone: null,
    textAllowed: null,
    notes: '',
    source: null,
    sourceDate: null,
    confidence: 'ad hoc',
    generatedSourceType: null,
    deliver: { ...size, format: wanted.format },
    deliverIsOurs: [
      ...(wanted.width === undefined ? (['widthPx'] as const) : []),
      ...(wanted.height === undefined ? (['heightPx'] as const) : []),
    ],
  };
}

function sizeOf(wanted: AdHocPlacement): Size {
  const { ratio, width, height } = wanted;
  if (ratio === undefined) {
    if (width === undefined || height === undefined) throw invalid(wanted, 'a ratio, or a width and a height', 'one');
    return { widthPx: width, heightPx: height };
  }
  const [across = 0, up = 0] = ratio.split(':').map(Number);
  if (across <= 0 || up <= 0) throw invalid(wanted, 'a ratio of two numbers above 0', ratio);
  const share = across / up;
  if (width !== undefined && height !== undefined) {
    if (Math.abs(width / height / share - 1) > ratioTolerance) {
      throw invalid(wanted, `width and height that agree with the ratio ${ratio}`, `${width} x ${height}`);
    }
    return { widthPx: width, heightPx: height };
  }
  if (width !== undefined) return { widthPx: width, heightPx: Math.round(width / share) };
  if (height !== undefined) return { widthPx: Math.round(height * share), heightPx: height };
  if (share < 1) return { widthPx: defaultShortSidePx, heightPx: Math.round(defaultShortSidePx / share) };
  return { widthPx: Math.round(defaultShortSidePx * share), heightPx: defaultShortSidePx };
}

function idOf(wanted: AdHocPlacement, size: Size): string {
  const ratio = wanted.ratio === undefined ? '' : `${wanted.ratio.replace(':', 'x').replaceAll('.', '-')}-`;
  const limit = wanted.maxBytes === undefined ? '' : `-${wanted.maxBytes}b`;
  return `adhoc-${ratio}${size.widthPx}x${size.heightPx}-${wanted.format}${limit}`;
}

function invalid(wanted: AdHocPlacement, expected: string, got: string): PipelineError {
  const text = JSON.stringify(wanted);
  return new PipelineError('BRIEF_INVALID', `Expected ${expected} for the placement ${text}, got ${got}; correct it.`);
}
