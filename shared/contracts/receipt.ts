import { z } from 'zod';
import { gamutLoss } from './gamut-loss.ts';
import { hexColour, idText, pixelBox, sha256Text } from './geometry.ts';
import { fileFormat } from './placement.ts';
import { plateFit } from './plate-fit.ts';
import { notApplicable, plateMeasures } from './plate-measures.ts';
import { provenance } from './provenance.ts';

/** What was measured on one finished file; definitions in docs/imaging.md. */
export const measures = z.object({
  interior: z.object({
    /** Interior area / area of matte >= 128, 0..1. */
    share: z.number().min(0).max(1),
    /**
     * The share of matte >= 128 that is not sure product although it lies deeper than a good soft edge, 0..1: a smaller
     * interior than 0.85 is published where this is at most 0.05. Receipts of before it was written say nothing.
     */
    hazeShare: z.number().min(0).max(1).optional(),
    /** Largest difference to P' in 8-bit levels before encoding: 0, or the file is held. */
    maxAbsBeforeEncode: z.int().min(0).max(255),
    /** Luma PSNR after encoding in dB; null when the file equals P' exactly. */
    psnrDb: z.number().nullable(),
    deltaEMean: z.number().min(0),
    deltaEP99: z.number().min(0),
  }),
  growth: z.union([z.number(), notApplicable]),
  seam: z.union([z.number(), notApplicable]),
  secondProduct: z.union([z.number(), notApplicable]),
});
export type Measures = z.infer<typeof measures>;

const variantFile = z.object({
  key: z.string(),
  sha256: sha256Text,
  bytes: z.int().positive(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  format: fileFormat,
  /** Null for lossless files. */
  quality: z.int().min(1).max(100).nullable(),
  icc: z.literal('sRGB'),
});

/** What receipts say of a plate since finish version 9. */
const plateSaidLater = z.object({
  scheduler: z.string().nullable(),
  ...plateMeasures.pick({ surfaceLine: true, sharpness: true }).shape,
  /** What was painted, and which part of it is shown, enlarged by `enlargement`; pixels of the plate. */
  ...{ widthPx: z.int().positive(), heightPx: z.int().positive() },
  shown: z.object({ leftPx: z.number(), topPx: z.number(), widthPx: z.number(), heightPx: z.number() }),
});

/** The proof beside each variant: everything in it can be recomputed from the files. */
export const receipt = z.object({
  v: z.literal(1),
  variantId: idText,
  planId: idText,
  state: z.enum(['published', 'held']),
  reasons: z.array(z.object({ code: z.string(), sentence: z.string() })),
  look: z.string(),
  kind: z.enum(['plain', 'set', 'scene', 'extend']),
  placement: z.object({
    id: z.string(),
    source: z.string().nullable(),
    date: z.string().nullable(),
    confidence: z.string(),
  }),
  file: variantFile,
  /** What the file's own metadata says. */
  provenance,
  /**
   * Where the product stands in this file: the box `from` of P, resampled to the size of `cut`. Receipts of finish
   * version 3 and before have no `from`: there it is the box of the matte.
   */
  placing: z.object({
    ...{ scale: z.number(), kernel: z.string(), cut: pixelBox, box: pixelBox },
    from: pixelBox.optional(),
  }),
  ...measures.shape,
  /** Luminance grain that the background was given to match the product's noise, in levels; none before finish version 5. */
  grainLevels: z.number().min(0).default(0),
  /**
   * What the product lost on its way from the photo's colour profile to sRGB, null where the photo is in sRGB. Receipts of
   * before this was measured say nothing.
   */
  gamutLoss: gamutLoss.nullable().optional(),
  /**
   * The rendered studio behind the product, also in place of a scene, and how large the product was taken to be; null for
   * other backgrounds, and before finish version 9 in place of a scene.
   */
  set: z
    .object({
      studio: z.string(),
      tint: hexColour.nullable(),
      isMirrored: z.boolean(),
      zoom: z.string(),
      uCm: z.number().positive(),
      /** Output pixels a pixel of the set's picture; receipts of before it was written say nothing. */
      enlargement: z.number().positive().optional(),
    })
    .nullable(),
  /** The light that the background was given to fit the product, linear: what of its colour is left, then factors; null where none. */
  fit: plateFit.omit({ reasons: true }).nullable().default(null),
  plate: z
    .object({
      id: idText,
      sha256: sha256Text,
      engine: z.string(),
      weights: z.object({ id: z.string(), sha256: sha256Text }).nullable(),
      licence: z.string(),
      seed: z.int(),
      steps: z.int(),
      seconds: z.number(),
      promptUsed: z.boolean(),
      ...plateMeasures.pick({ layoutAgreement: true }).shape,
      enlargement: z.number(),
      ...plateSaidLater.partial().shape,
    })
    .nullable(),
  inputs: z.object({ photo: sha256Text, p: sha256Text, matte: sha256Text, cutout: sha256Text }),
  versions: z.object({ mask: z.int(), plate: z.int(), finish: z.int(), sharp: z.string(), libvips: z.string() }),
});
export type Receipt = z.infer<typeof receipt>;
