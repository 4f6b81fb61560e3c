import { z } from 'zod';

export const side = z.enum(['top', 'right', 'bottom', 'left']);
export type Side = z.infer<typeof side>;

/** A run of neighbouring columns that rest on the ground, in pixels of P: from `leftPx` on, `widthPx` wide, at row `yPx`. */
export const contact = z.object({ leftPx: z.int(), widthPx: z.int().positive(), yPx: z.int() });
export type Contact = z.infer<typeof contact>;

/**
 * How the product is posed (docs of the compositor, Geometry): `standing` on ground seen from the side, `lying` on
 * ground seen from above, `hung` before a wall, `cut` by the frame at `cutSides`, or `unknown`: no guess. Contacts are
 * those of a standing product, the widest first.
 */
export const pose = z.object({
  kind: z.enum(['standing', 'lying', 'hung', 'cut', 'unknown']),
  cutSides: z.array(side),
  contacts: z.array(contact),
});
export type Pose = z.infer<typeof pose>;
