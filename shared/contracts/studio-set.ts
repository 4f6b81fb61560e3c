import { z } from 'zod';
import { hexColour } from './geometry.ts';

/** A place in the studio, centimetres: x to the right, y away from the camera, z up. */
export const studioPoint = z.tuple([z.number(), z.number(), z.number()]);
export type StudioPoint = z.infer<typeof studioPoint>;

const kebabId = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);
const lengthCm = z.number().positive();
/** Below this length the corners of a window or a polygon could not be told apart in a picture. */
const leastPlaneCorners = 3;

/**
 * One zoom of a set: a window in the picture plane, which is the plane through the stage point that faces the camera.
 * Window lengths are centimetres from the stage point, x right, y up; one centimetre of it is `pxPerCm` pixels of `file`.
 * `keyFile` holds the key light's share of the light, 8-bit grey, at a quarter of the size.
 */
export const setZoom = z.strictObject({
  name: z.enum(['wide', 'close']),
  file: z.string(),
  keyFile: z.string(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  keyWidthPx: z.int().positive(),
  keyHeightPx: z.int().positive(),
  window: z.strictObject({ leftCm: z.number(), bottomCm: z.number(), widthCm: lengthCm, heightCm: lengthCm }),
  pxPerCm: z.number().positive(),
  /** Across the window's width, which lies evenly on both sides of the line of sight. */
  fieldOfViewDegrees: z.number().positive().max(180),
});
export type SetZoom = z.infer<typeof setZoom>;

/** A flat part of a set that shadows can fall on: its corners in order around it. */
export const setPlane = z.strictObject({
  role: z.enum(['stage', 'floor', 'wall']),
  polygonCm: z.array(studioPoint).min(leastPlaneCorners),
});
export type SetPlane = z.infer<typeof setPlane>;

/** The facts of a studio set, as `shared/sets/<id>/set.json` holds them beside its pictures. */
export const studioSet = z.strictObject({
  v: z.literal(1),
  id: kebabId,
  title: z.string(),
  /** The poses of products that look right in it. */
  poses: z.array(z.enum(['standing', 'lying'])).min(1),
  /** Whether the set may be shown mirrored, so that its key light comes from the product's side. */
  mayMirror: z.boolean(),
  /** Looks at the stage point along +y, `pitchDegrees` downwards; 90 looks straight down, with +y up in the picture. */
  camera: z.strictObject({
    positionCm: studioPoint,
    pitchDegrees: z.number().min(0).max(90),
    distanceCm: lengthCm,
    apertureRadiusCm: z.number().min(0),
  }),
  /** Where the middle of a product's base stands (or a lying product's middle lies). */
  stageCm: studioPoint,
  /** How far from the stage point, along y, a product's base line may be: negative is nearer to the camera. */
  baseLine: z.strictObject({ nearestCm: z.number(), farthestCm: z.number() }),
  /** What u may be in centimetres of the set, from the smallest to the largest that looks right, and the usual one. */
  products: z.strictObject({ leastCm: lengthCm, usualCm: lengthCm, mostCm: lengthCm }),
  planes: z.array(setPlane).min(1),
  /** The rectangle from which the key light shines, its corners in order around it. */
  keyLight: z.strictObject({ cornersCm: z.tuple([studioPoint, studioPoint, studioPoint, studioPoint]) }),
  /** How strongly the stage mirrors: 0 matte to 1 polished; reflections are drawn from 0.3 on. */
  gloss: z.number().min(0).max(1),
  /** The colours of the wide zoom, the commonest first; of the neutral grey where the set has a tint. */
  palette: z.array(hexColour).min(1),
  /** The median colour of what a product of the usual size hides, 0.6 of it wide, in the close zoom; neutral as above. */
  behind: hexColour,
  /**
   * For a set rendered in grey: the colour that it usually wears, and the grey that a colour replaces. Its linear light
   * is multiplied by colour / neutral, so that its bright parts show that colour. Null where it has colours of its own.
   */
  tint: z.strictObject({ usual: hexColour, neutral: hexColour }).nullable(),
  zooms: z.array(setZoom).min(1),
});
export type StudioSet = z.infer<typeof studioSet>;
