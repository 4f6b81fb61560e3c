import { z } from 'zod';
import { type GamutLoss, gamutLoss } from './gamut-loss.ts';
import { pixelBox } from './geometry.ts';
import { type MatteQuality, matteQuality } from './matte-quality.ts';
import { type Pose, pose } from './pose.ts';
import { type ProductColours, productColours } from './product-colours.ts';
import { noRights, type PhotoRights, photoRights } from './provenance.ts';

const onSides = z.object({ top: z.boolean(), right: z.boolean(), bottom: z.boolean(), left: z.boolean() });

/** What stands in the facts where nothing was judged or read. */
export const unjudged: {
  readonly quality: MatteQuality;
  readonly pose: Pose;
  readonly keySide: 'left' | 'right' | 'unknown';
  readonly cameraPitchDegrees: number | null;
  readonly rights: PhotoRights;
  readonly gamutLoss: GamutLoss | null;
  readonly plainSides: z.infer<typeof onSides>;
  readonly colours: ProductColours | null;
  readonly isSeeThrough: boolean;
} = {
  quality: { verdict: 'good', reasons: [], measures: null },
  pose: { kind: 'unknown', cutSides: [], contacts: [] },
  keySide: 'unknown',
  cameraPitchDegrees: null,
  rights: noRights,
  gamutLoss: null,
  plainSides: { top: false, right: false, bottom: false, left: false },
  colours: null,
  isSeeThrough: false,
};

/**
 * What masking measured on P (the upright sRGB photo). `box` is the tight box of matte >= 128 (B); `cutBox` is the
 * box of every matte pixel above 0, which the cutout is cropped to. All in pixels of P.
 */
export const assetFacts = z.object({
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  box: pixelBox,
  cutBox: pixelBox,
  touchesEdge: onSides,
  /** Standard deviation of the luminance in flat parts of the product, in 8-bit sRGB levels. */
  noiseLevels: z.number().min(0),
  matteSource: z.enum(['segmented', 'given', 'photo alpha']),
  /** Facts of assets that were masked before these were measured have the defaults. */
  quality: matteQuality.default(unjudged.quality),
  pose: pose.default(unjudged.pose),
  /** The side of the product that its brightest light falls on. */
  keySide: z.enum(['left', 'right', 'unknown']).default(unjudged.keySide),
  /** From how high the camera looked down on the base of a product that stands; null where nothing shows it. */
  cameraPitchDegrees: z.number().min(0).max(90).nullable().default(unjudged.cameraPitchDegrees),
  rights: photoRights.default(unjudged.rights),
  /** Null where the photo's colours are those of sRGB. */
  gamutLoss: gamutLoss.nullable().default(unjudged.gamutLoss),
  /** Where the backdrop is plain up to the photo's edge, so that it can be continued without a model. */
  plainSides: onSides.default(unjudged.plainSides),
  colours: productColours.nullable().default(unjudged.colours),
  /** Whether the old backdrop is seen in the product: through glass, or in a gap that the matte fills. */
  isSeeThrough: z.boolean().default(unjudged.isSeeThrough),
});
export type AssetFacts = z.infer<typeof assetFacts>;
