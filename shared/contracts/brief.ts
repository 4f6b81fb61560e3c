import { z } from 'zod';
import { hexColour } from './geometry.ts';
import { paintSettings } from './paint-settings.ts';
import { fileFormat } from './placement.ts';

const maxPromptLength = 1000;
const maxLooks = 20;
/** A description names a surface, a light and a colour; more is a prompt. */
const maxWordsLength = 200;
const maxSidePx = 10_000;
/** Each candidate is a plate more to paint. */
const maxCandidates = 4;
const someCandidates = `Expected a whole number of candidates from 1 to ${maxCandidates}`;
/** From an ear stud to a wardrobe. */
const [leastSizeCm, mostSizeCm] = [0.3, 300];

const kebabName = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Expected a kebab-case name such as warm-sand');

/** The procedural set: a seamless paper sweep of one colour. */
const sweepSet = z.strictObject({ sweep: hexColour });
/** A rendered studio set by its id; `tint` recolours one that was rendered in grey. */
const studioChoice = z.strictObject({ studio: kebabName, tint: hexColour.optional() });
/** A set in the brief author's words; planning chooses one that fits the product. */
const describedSet = z.strictObject({ words: z.string().trim().min(1).max(maxWordsLength) });
/** What a look stands on: a paper sweep, a studio set, or one described in words. */
export const wantedSet = z.union([sweepSet, studioChoice, describedSet]);
export type WantedSet = z.infer<typeof wantedSet>;

const plainLook = z.strictObject({
  name: kebabName.default('plain'),
  kind: z.literal('plain'),
  colour: z.union([hexColour, z.literal('transparent')]).default('#ffffff'),
});
const setLook = z.strictObject({ name: kebabName.default('set'), kind: z.literal('set'), set: wantedSet });
/** What is painted by an engine: with how many seeds, of which the best is kept, and with what settings. */
const painted = {
  candidates: z.int(someCandidates).min(1, someCandidates).max(maxCandidates, someCandidates).optional(),
  settings: paintSettings.optional(),
};
const sceneLook = z.strictObject({
  name: kebabName.default('scene'),
  kind: z.literal('scene'),
  prompt: z.string().min(1).max(maxPromptLength),
  /** The layout that the engine starts from. */
  set: wantedSet,
  /** Whether the engine paints an empty stage (the default) or around the product, which it then sees. */
  mode: z.enum(['stage', 'in-context'], 'Expected stage or in-context').optional(),
  ...painted,
});

/** The photo's own background, continued where the placement shows more than the photo does. */
const extendLook = z.strictObject({
  name: kebabName.default('extend'),
  kind: z.literal('extend'),
  /** What lies around the photo; without one an engine is told to go on as the photo does. */
  prompt: z.string().min(1).max(maxPromptLength).optional(),
  ...painted,
});

/** One background: `plain`, `set`, `scene` or `extend`. The name is unique in its brief and defaults to the kind. */
export const look = z.discriminatedUnion('kind', [plainLook, setLook, sceneLook, extendLook]);
export type Look = z.infer<typeof look>;

/** A size or ratio that is not in the catalogue; what is left out is chosen by planning and marked as ours. */
export const adHocPlacement = z
  .strictObject({
    id: kebabName.optional(),
    ratio: z
      .string()
      .regex(/^\d+(\.\d+)?:\d+(\.\d+)?$/, 'Expected a ratio such as 21:9')
      .optional(),
    width: z.int().min(16).max(maxSidePx).optional(),
    height: z.int().min(16).max(maxSidePx).optional(),
    format: fileFormat.default('webp'),
    maxBytes: z.int().positive().optional(),
  })
  .refine((row) => row.ratio !== undefined || (row.width !== undefined && row.height !== undefined), {
    error: 'Expected a ratio, or a width and a height',
  });
export type AdHocPlacement = z.infer<typeof adHocPlacement>;

/** An id of the catalogue, a glob over ids (`instagram-*`), or an ad-hoc size. */
export const placementSelector = z.union([z.string().min(1), adHocPlacement]);

/** What photos show, where their author knows it better than what is measured; what is left out is measured. */
const photoSaid = z.strictObject({
  /** How far the camera looked down on the product: 0 straight ahead, 90 from above. */
  pitchDegrees: z
    .number()
    .min(0, 'Expected degrees from 0 (straight ahead) to 90 (from above)')
    .max(90, 'Expected degrees from 0 (straight ahead) to 90 (from above)')
    .optional(),
  /** The side of the product that its brightest light falls on. */
  keySide: z.enum(['left', 'right'], 'Expected left or right').optional(),
  pose: z.enum(['standing', 'lying', 'hung'], 'Expected standing, lying or hung').optional(),
  /** Whether the old backdrop is seen through the product, as through glass. */
  isSeeThrough: z.boolean().optional(),
});

/** What the retailer asks for. */
export const brief = z
  .strictObject({
    v: z.literal(1).default(1),
    looks: z.array(look).min(1).max(maxLooks),
    placements: z.array(placementSelector).min(1),
    /** 1: the product is never resampled, so its bytes in the file are those of the photo; sizes where it does not fit are refused. */
    productScale: z.literal(1).optional(),
    /** The longest side that each of its photos shows, in centimetres: it sets the scale in studio sets. */
    productSizeCm: z.number().min(leastSizeCm).max(mostSizeCm).optional(),
    /** How high the product stands, in centimetres: the same, and the same for photos of all its sides. */
    productHeightCm: z.number().min(leastSizeCm).max(mostSizeCm).optional(),
    photo: photoSaid.optional(),
  })
  .refine((it) => new Set(it.looks.map((each) => each.name)).size === it.looks.length, {
    error: 'Expected a different name for each look',
    path: ['looks'],
  })
  .refine((it) => it.productSizeCm === undefined || it.productHeightCm === undefined, {
    error: 'Expected the size or the height of the product, not both',
    path: ['productHeightCm'],
  });
export type Brief = z.infer<typeof brief>;

/** What a brief says of the product itself. */
export type ProductWishes = Pick<Brief, 'productScale' | 'productSizeCm' | 'productHeightCm'>;
