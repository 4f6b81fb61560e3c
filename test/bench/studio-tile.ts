import { join } from 'node:path';
import { repositoryFolder } from '../../infra/build-target.ts';
import type { StudioSet } from '../../shared/contracts/studio-set.ts';
import { renderBackground } from '../../shared/imaging/background.ts';
import { chooseProvenance } from '../../shared/imaging/choose-provenance.ts';
import { ditherBackground } from '../../shared/imaging/composite-product.ts';
import { finishVariant } from '../../shared/imaging/finish-steps.ts';
import { lightStudio } from '../../shared/imaging/light-studio.ts';
import type { MaskedRasters } from '../../shared/imaging/mask-steps.ts';
import { measurePictureNoise, type PictureNoise } from '../../shared/imaging/match-grain.ts';
import { assembleProduct } from '../../shared/imaging/prepare-product.ts';
import { resampleProduct } from '../../shared/imaging/resample-product.ts';
import type { StudioScene } from '../../shared/imaging/studio-places.ts';
import { readStage, wholeCrop } from '../../shared/imaging/studio-stage.ts';
import { shownZoom } from '../../shared/planning/choose-set.ts';
import { makePlan } from '../../shared/planning/make-plan.ts';
import { resolveBrief } from '../../shared/planning/resolve-brief.ts';
import { mirrorSet } from '../../shared/sets/mirror-set.ts';
import { contactLight, degreesOffKey, shadeOffPlanes } from './judge-light.ts';

const setsFolder = join(repositoryFolder, 'shared/sets');
const placement = 'default-instagram-post';
const payload = { key: 'nowhere', sha256: '0'.repeat(64) };
const mostContact = 0.6;
const mostDegrees = 25;
/**
 * What was measured on one sample in one set. `wrongOnes`: whether a picture without contact and one with the key on the other
 * side are told by these figures.
 */
export type TileFigures = {
  readonly bytes: Uint8Array;
  readonly contact: number;
  readonly degrees: number;
  readonly offPlanes: number;
  /** The noise of the background / the product's, in flat parts. */
  readonly noise: number;
  readonly wrongOnes: readonly boolean[];
};

/** Finishes a masked photo in a set as the default Instagram post, and measures the light before it is encoded. */
export async function judgeTile({ facts, p, cutout }: MaskedRasters, set: StudioSet): Promise<TileFigures> {
  const looks = [{ kind: 'set', name: set.id, set: { studio: set.id } }];
  const text = new TextEncoder().encode(JSON.stringify({ looks, placements: [placement] }));
  const { body } = await makePlan({
    ...{ tenant: 'bench', sku: 'photo', view: 'main', assetId: payload.sha256.slice(0, 32) },
    ...{
      photoSha256: payload.sha256,
      p: payload,
      matte: payload,
      cutout: payload,
      facts,
      engine: null,
      engineWeights: null,
    },
    brief: resolveBrief(text, { name: 'the bench', engine: null }),
    renderUnderpaint: async () => new Uint8Array(),
    renderUnderpaintAround: () => Promise.reject(new Error('nothing is painted around a product')),
  });
  const [look] = body.looks;
  const [slot] = look?.slots ?? [];
  if (look === undefined || slot?.outcome !== 'make' || slot.setCrop === null) {
    throw new Error(`Expected a picture in ${set.id}, got ${JSON.stringify(slot)}`);
  }
  const { setCrop, placing } = slot;
  const { zoom, isMirrored, set: shown } = shownZoom(look.set, setCrop.zoom);
  const stage = await readStage(setsFolder, shown, zoom, isMirrored);
  const product = assembleProduct(p, cutout, facts.cutBox);
  const tint = look.set !== null && 'studio' in look.set ? look.set.tint : null;
  const provenance = chooseProvenance('rendered', facts.rights, slot.placement);
  const fit = look.fit === null ? {} : { fit: look.fit };
  const background = { kind: 'studio', stage, crop: setCrop, tint, ...fit } as const;
  const made = await finishVariant({
    product,
    facts,
    background,
    placing,
    placement: slot.placement,
    provenance,
    seed: 1,
  });
  const placed = await resampleProduct(product, placing.cut);
  const crop = wholeCrop(setCrop, stage);
  const scene: StudioScene = { set: shown, view: zoom, crop, uCm: setCrop.uCm, placing, placed };
  const empty = await renderBackground(background, placing);
  const lit = await lightStudio(empty, stage, setCrop, placed, placing);
  const textured = ditherBackground(lit, { hasDither: true, grainLevels: made.grainLevels, seed: 1 });
  const figures = {
    contact: contactLight(empty, lit, scene),
    degrees: degreesOffKey(scene, shown),
    offPlanes: shadeOffPlanes(empty, lit, scene),
    noise: noiseRatio(measurePictureNoise(textured, placed)),
  };
  const wrongOnes = [
    contactLight(empty, empty, scene) > mostContact,
    degreesOffKey(scene, mirrorSet(shown)) > mostDegrees,
  ];
  return { bytes: made.bytes, ...figures, wrongOnes };
}

/** Dither and rounding alone have this. */
const leastNoise = 0.35;
const noiseRatio = ({ product, around }: PictureNoise): number =>
  Math.max(leastNoise, around) / Math.max(leastNoise, product);
