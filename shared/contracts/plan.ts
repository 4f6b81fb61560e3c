import { z } from 'zod';
import { assetFacts } from './asset-facts.ts';
import { look } from './brief.ts';
import { hexColour, idText, payload, pixelBox, sha256Text, sizePx, unitRect } from './geometry.ts';
import { placement } from './placement.ts';
import { plateFit } from './plate-fit.ts';
import { pose } from './pose.ts';

/** A slot's placements are finished in chunks of at most this many, so that one message stays far below the time-out. */
export const maxSlotsPerChunk = 16;

/**
 * Where the product stands in one output. `cut` is the cutout's box in output pixels (it may reach over the frame),
 * `box` the box of the product itself; `scale` is output pixels a pixel of P. `crop` is the frame on the plate, in u.
 */
export const placing = z.object({
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  scale: z.number().positive(),
  pxPerU: z.number().positive(),
  cut: pixelBox,
  box: pixelBox,
  crop: unitRect,
  isSoft: z.boolean(),
});
export type Placing = z.infer<typeof placing>;

/**
 * What one output shows of a studio set: `crop` in pixels of the zoom's picture, upper left corner first (of its mirror
 * image where the look mirrors the set), and how many centimetres of the set the product's u is.
 */
export const setCrop = z.object({
  zoom: z.enum(['wide', 'close']),
  uCm: z.number().positive(),
  leftPx: z.number(),
  topPx: z.number(),
  widthPx: z.number().positive(),
  heightPx: z.number().positive(),
});
export type SetCrop = z.infer<typeof setCrop>;

/** The words of a set's description that nothing served. */
const wordsNotServed = z.array(z.string());
/** How far the photo's camera and the set's look down, where the two differ too much to look right. */
export const cameraDifference = z.object({ photoDegrees: z.number(), setDegrees: z.number() });
export type CameraDifference = z.infer<typeof cameraDifference>;
/** How the product is posed and how the set shows it, where that is not the same or was guessed. */
export const poseDifference = z.object({ photoPose: pose.shape.kind, setPose: pose.shape.kind });
export type PoseDifference = z.infer<typeof poseDifference>;
const chosenStudio = z.object({
  studio: z.string(),
  tint: hexColour.nullable(),
  isMirrored: z.boolean(),
  wordsNotServed,
  cameraDifference: cameraDifference.nullable().default(null),
  poseDifference: poseDifference.nullable().default(null),
});
/** The set that a look came to. */
export const chosenSet = z.union([z.object({ sweep: hexColour, wordsNotServed }), chosenStudio]);
export type ChosenSet = z.infer<typeof chosenSet>;

/** One picture to make, or the reason why it is not made. */
const makeSlot = z.object({
  outcome: z.literal('make'),
  placement,
  placing,
  chunk: z.int().min(0),
  plate: z.int().min(0).nullable(),
  /** Null for every background but a studio set. */
  setCrop: setCrop.nullable().default(null),
  /** Where the photo lies if no plate around it passes: then it is shown without paint. Null where it can't be, and elsewhere. */
  unpainted: placing.nullable().default(null),
});
const refusedSlot = z.object({
  outcome: z.literal('refused'),
  placement,
  chunk: z.int().min(0),
  code: z.string(),
  sentence: z.string(),
});
export const planSlot = z.discriminatedUnion('outcome', [makeSlot, refusedSlot]);
export type PlanSlot = z.infer<typeof planSlot>;
export type MakeSlot = z.infer<typeof makeSlot>;
export type RefusedSlot = z.infer<typeof refusedSlot>;

/** One step of painting: a canvas in pixels, its rectangle in u, and where the earlier pass's picture lies on it. */
export const paintPass = z.object({
  name: z.enum(['hero', 'wide', 'tall']),
  canvas: sizePx,
  rect: unitRect,
  /** Null for the first pass of a stage, which starts from the underpaint; else where the underpaint or the earlier pass's picture lies. */
  keep: pixelBox.nullable(),
});
export type PaintPass = z.infer<typeof paintPass>;

/** One plate to paint: the last pass is its canvas. `ids` and `seeds` run in step: the id of each allowed seed. */
export const plateSpec = z.object({
  pxPerU: z.number().positive(),
  rect: unitRect,
  underpaint: payload.extend(sizePx.shape),
  /** Where the first pass paints around the product; null where the engine does not see the product. */
  mask: payload.extend(sizePx.shape).nullable().default(null),
  passes: z.array(paintPass).min(1).max(3),
  seeds: z.array(z.int().min(0)).min(1),
  ids: z.array(idText).min(1),
});
export type PlateSpec = z.infer<typeof plateSpec>;

export const planLook = z.object({
  look,
  /**
   * None for looks without generation; one, or a close and a wide one, sharpest first; a third between them only where
   * two would be enlarged too far (the whole catalogue at once).
   */
  plates: z.array(plateSpec).max(3),
  /** Null for looks without a set, and in plans of before looks could describe one: there it is the look's own. */
  set: chosenSet.nullable().default(null),
  /** How the light of the set, or of what is painted over it, is fitted to the product; null where it stays as it is. */
  fit: plateFit.nullable().default(null),
  slots: z.array(planSlot).min(1),
});
export type PlanLook = z.infer<typeof planLook>;

/** The body of a plan, stored by its hash in the work bucket: all that finishing needs, never changed. */
export const planBody = z.object({
  v: z.literal(1),
  planId: idText,
  tenant: z.string(),
  sku: z.string(),
  view: z.string(),
  assetId: idText,
  photoSha256: sha256Text,
  p: payload,
  matte: payload,
  cutout: payload,
  facts: assetFacts,
  /** The engine of this deployment, null where there is none. */
  engine: z.string().nullable(),
  looks: z.array(planLook).min(1),
  versions: z.object({ mask: z.int(), plate: z.int(), finish: z.int() }),
});
export type PlanBody = z.infer<typeof planBody>;

/** The name of a chunk in a plan's `pendingChunks`. */
export const chunkName = (lookName: string, chunk: number): string => `${lookName}#${chunk}`;
/** The name of a look that waits for a plate. */
export const waiterName = (planId: string, lookName: string): string => `${planId}#${lookName}`;
/** The name of a plate in the endpoint's in-flight set. */
export const inFlightName = (tenant: string, plateId: string): string => `${tenant}#${plateId}`;
