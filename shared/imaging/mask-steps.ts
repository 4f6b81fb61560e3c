import type { AssetFacts } from '../contracts/asset-facts.ts';
import { correctGuess } from './correct-guess.ts';
import { cutOut, cutOutAsIs } from './cut-out.ts';
import { type DecodedPhoto, decodePhoto } from './decode-photo.ts';
import { measureFacts } from './measure-facts.ts';
import { measureGamutLoss } from './measure-gamut-loss.ts';
import type { CorrectedGuess } from './measure-looks.ts';
import { type EncodedPicture, encodeMask, encodeRaster, type Mask, type Raster } from './raster.ts';
import { readMatte, snapMatte } from './read-matte.ts';
import { readRights } from './read-rights.ts';
import { refineMatte } from './refine-matte.ts';
import { rejectHopeless } from './reject-hopeless.ts';
import { type Segmenter, segmentProduct } from './segment-product.ts';

/** What masking is given: the upload's bytes, a matte that lay beside it or null, and the network. */
export type PhotoToMask = {
  readonly photoBytes: Uint8Array;
  readonly givenMatteBytes: Uint8Array | null;
  readonly segmenter: Segmenter;
};

/** What masking gives: P, the matte of P's size and the cutout (RGBA, cropped to `facts.cutBox`), and the facts. */
export type MaskedPhoto = {
  readonly p: EncodedPicture;
  readonly matte: EncodedPicture;
  readonly cutout: EncodedPicture;
  readonly facts: AssetFacts;
};

/** The same, not yet encoded. */
export type MaskedRasters = {
  readonly p: Raster;
  readonly matte: Mask;
  readonly cutout: Raster;
  readonly facts: AssetFacts;
};

/**
 * Masks a photo: the steps in their order. A matte that a person gave comes first, then the photo's own alpha, then the
 * network's. The same bytes give the same result on the same machine type.
 * @throws as decodePhoto, readMatte and segmentProduct; all of these are permanent.
 */
export async function maskRasters({ photoBytes, givenMatteBytes, segmenter }: PhotoToMask): Promise<MaskedRasters> {
  const photo = await decodePhoto(photoBytes);
  const { matte, source, seen } = await findMatte(photo, givenMatteBytes, segmenter);
  const measured = await measureFacts(photo.p, matte, source, seen);
  const [rights, gamutLoss] = await Promise.all([readRights(photoBytes), measureGamutLoss(photoBytes, matte)]);
  const facts = { ...measured, rights, gamutLoss };
  const cut = source === 'photo alpha' ? cutOutAsIs : cutOut;
  return { p: photo.p, matte, cutout: cut(photo.p, matte, facts.cutBox), facts };
}

/**
 * Masks a photo and encodes what came of it, as maskRasters.
 * @throws also the first reason of a matte that nobody can use; permanent as well.
 */
export async function maskPhoto(photo: PhotoToMask): Promise<MaskedPhoto> {
  const { p, matte, cutout, facts } = await maskRasters(photo);
  rejectHopeless(facts.quality);
  const [pFile, matteFile, cutoutFile] = await Promise.all([encodeRaster(p), encodeMask(matte), encodeRaster(cutout)]);
  return { p: pFile, matte: matteFile, cutout: cutoutFile, facts };
}

async function findMatte(
  { p, alpha }: DecodedPhoto,
  givenMatteBytes: Uint8Array | null,
  segmenter: Segmenter,
): Promise<{ matte: Mask; source: AssetFacts['matteSource']; seen: CorrectedGuess | null }> {
  if (givenMatteBytes !== null) return { matte: await readMatte(givenMatteBytes, p), source: 'given', seen: null };
  if (alpha !== null) return { matte: snapMatte(alpha.data, alpha), source: 'photo alpha', seen: null };
  const seen = await segmentProduct(p, segmenter);
  const corrected = await correctGuess(p, seen);
  return { matte: await refineMatte(p, corrected), source: 'segmented', seen: { ...seen, corrected } };
}
