import type { UnitRect } from '../contracts/geometry.ts';
import type { Placing, SetCrop } from '../contracts/plan.ts';
import { linearOfHex } from './colour.ts';
import { cropLinear, ownLight, wholeBox } from './crop-linear.ts';
import type { Plate } from './decode-plate.ts';
import { fitLight, type Light } from './fit-light.ts';
import type { PlateAround } from './plate-around.ts';
import type { LinearRaster } from './raster.ts';
import { cropStage, type StudioStage, wholeCrop } from './studio-stage.ts';
import { renderSweep } from './sweep.ts';

/**
 * What is behind the product: a flat colour or nothing, a paper sweep, its part of a studio set, a painted plate with its
 * rectangle in u (`hasContactOnly`: the product's shadow was painted with it, or nobody knows the ground that was painted),
 * or what the photo itself shows, carried on (then the whole photo is the product), by the plate `around` where that was
 * painted. `fit` is the light that the product asks for.
 */
export type Background =
  | { readonly kind: 'plain'; readonly colour: string }
  | { readonly kind: 'extend'; readonly around?: PlateAround }
  | ((SweepShown | StudioShown | PlateShown) & { readonly fit?: Light });
type SweepShown = { readonly kind: 'sweep'; readonly colour: string };
type StudioShown = {
  readonly kind: 'studio';
  readonly stage: StudioStage;
  readonly crop: SetCrop;
  readonly tint: string | null;
};
type PlateShown = {
  readonly kind: 'plate';
  readonly plate: Plate;
  readonly rect: UnitRect;
  readonly pxPerU: number;
  readonly hasContactOnly: boolean;
};

/** Transparent pictures are composited over white for those who ignore alpha. */
const underTransparent = '#ffffff';

/** The background of one output frame in linear light; `placing.crop` is the frame in u. */
export async function renderBackground(
  background: Exclude<Background, { kind: 'extend' }>,
  placing: Placing,
): Promise<LinearRaster> {
  if (background.kind === 'plain') {
    return flat(background.colour === 'transparent' ? underTransparent : background.colour, placing);
  }
  const empty = await renderEmpty(background, placing);
  if (background.fit !== undefined) fitLight(empty, background.fit);
  return empty;
}

async function renderEmpty(background: SweepShown | StudioShown | PlateShown, placing: Placing): Promise<LinearRaster> {
  if (background.kind === 'sweep') return renderSweep(background.colour, placing.crop, placing);
  if (background.kind === 'plate') return cropPlate(background, placing);
  const { stage, crop, tint } = background;
  return cropStage(stage, wholeCrop(crop, stage), placing, tint);
}

function flat(colour: string, { widthPx, heightPx }: Placing): LinearRaster {
  const data = new Float32Array(widthPx * heightPx * 3);
  data.set(linearOfHex(colour));
  for (let filled = 3; filled < data.length; filled *= 2) data.copyWithin(filled, 0, filled);
  return { data, widthPx, heightPx };
}

/** The frame's part of the plate, resized to the frame. */
function cropPlate(shown: PlateShown, placing: Placing): Promise<LinearRaster> {
  const { plate } = shown;
  return cropLinear(plate, wholeBox(shownOnPlate(placing.crop, shown), plate), placing, ownLight);
}

/** Where a frame in u lies on a plate, in pixels of the plate. */
export function shownOnPlate(crop: UnitRect, { rect, pxPerU }: { rect: UnitRect; pxPerU: number }) {
  return {
    leftPx: (crop.left - rect.left) * pxPerU,
    topPx: (rect.bottom + rect.height - crop.bottom - crop.height) * pxPerU,
    widthPx: crop.width * pxPerU,
    heightPx: crop.height * pxPerU,
  };
}
