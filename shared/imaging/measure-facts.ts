import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { ErrorCode } from '../contracts/error-catalogue.ts';
import { findPlainSides } from './find-plain-sides.ts';
import { doubtLimits, judgeMatte } from './judge-matte.ts';
import { longestSideOf, makeLabView } from './lab-view.ts';
import { measureAsset } from './measure-asset.ts';
import { measureColours } from './measure-colours.ts';
import { measureKeySide } from './measure-key-side.ts';
import { fitBackdropAround, measureLikeness } from './measure-likeness.ts';
import type { CorrectedGuess } from './measure-looks.ts';
import { measureMatte } from './measure-matte.ts';
import { measurePitch } from './measure-pitch.ts';
import { measurePose } from './measure-pose.ts';
import type { Mask, Raster } from './raster.ts';

/** Where the matte may show something else than the product, its pose is nobody's guess. */
const unclear: ReadonlySet<string> = new Set<ErrorCode>(['PRODUCT_NOT_CLEAR', 'LOOKS_DISAGREE']);

/**
 * All facts of a masked photo that its pixels show: its geometry, how its product is posed, and whether its matte can be relied on. `seen` is
 * what the network saw, null where the matte is not its own. The matte has a pixel of at least 128.
 * @throws IMAGE_SIZE_MISMATCH if P and the matte differ in size.
 */
export async function measureFacts(
  p: Raster,
  matte: Mask,
  matteSource: AssetFacts['matteSource'],
  seen: CorrectedGuess | null,
): Promise<Omit<AssetFacts, 'rights' | 'gamutLoss'>> {
  const facts = measureAsset(p, matte, matteSource);
  const view = await makeLabView(p, matte, facts.box);
  // Under a photo's own alpha nothing of the backdrop is left.
  const backdrop = matteSource === 'photo alpha' ? null : fitBackdropAround(view);
  const likeness = measureLikeness(view, backdrop);
  const measures = seen === null ? null : await measureMatte(p, matte, facts.box, view, likeness, seen);
  const quality = judgeMatte({ ...facts, measures });
  const isClear = !quality.reasons.some(({ code }) => unclear.has(code));
  const plainSides = await findPlainSides(p, matte);
  const keySide = isClear ? measureKeySide(view, longestSideOf(view, facts.box)) : 'unknown';
  const pose = measurePose(view, matte, facts, isClear);
  const cameraPitchDegrees = isClear ? measurePitch(p, matte, facts.box, pose.kind) : null;
  // What a person cut out is not second-guessed.
  const isSeeThrough = matteSource === 'segmented' && likeness.enclosedLikeBackdrop > doubtLimits.enclosedLikeBackdrop;
  const colours = measureColours(view, facts, backdrop);
  return { ...facts, quality, plainSides, keySide, cameraPitchDegrees, pose, colours, isSeeThrough };
}
