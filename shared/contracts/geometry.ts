import { z } from 'zod';

/** A rectangle in whole pixels, origin at the top left. */
export const pixelBox = z.object({
  leftPx: z.int(),
  topPx: z.int(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
});
export type PixelBox = z.infer<typeof pixelBox>;

/**
 * A rectangle on the plate in units of u (the longest side of the product's box): origin at the centre of the
 * product's base line, x to the right, y up. `bottom` is the lower edge.
 */
export const unitRect = z.object({
  left: z.number(),
  bottom: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
});
export type UnitRect = z.infer<typeof unitRect>;

export const sizePx = z.object({ widthPx: z.int().positive(), heightPx: z.int().positive() });
export type SizePx = z.infer<typeof sizePx>;

/** An sRGB colour as `#rrggbb`. */
export const hexColour = z.string().regex(/^#[0-9a-f]{6}$/i, 'Expected a colour as #rrggbb');

export const sha256Text = z.string().regex(/^[0-9a-f]{64}$/);
export const idText = z.string().regex(/^[0-9a-f]{32}$/);

/** A payload in the work bucket: its key and the hash of its bytes. */
export const payload = z.object({ key: z.string().min(1), sha256: sha256Text });
export type Payload = z.infer<typeof payload>;
