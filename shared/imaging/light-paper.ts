import type { Placing } from '../contracts/plan.ts';
import type { Pose } from '../contracts/pose.ts';
import type { StudioPoint, StudioSet } from '../contracts/studio-set.ts';
import { mirrorSet } from '../sets/mirror-set.ts';
import { productDepthPx } from '../sets/product-footprint.ts';
import type { LinearRaster } from './raster.ts';
import type { PlacedCutout } from './resample-product.ts';
import { gridOf, shadeContact, shadeScene } from './shade-scene.ts';
import type { StudioScene } from './studio-places.ts';

/** What is seen of a product that stands on paper: from a little above, from far away. Lengths of the studio are cm. */
const standing = { pitchDegrees: 8, distanceCm: 280, key: [-150, -60, 150] } as const;
/** A product that lies on paper is seen from above, one that hangs before it from the front: the paper is behind both. */
const flat = { pitchDegrees: 90, distanceCm: 280, key: [-140, 130, 170] } as const;
/** The key is a large soft light: half of a side of its square. */
const keyHalfCm = 55;
/** How long a product is taken to be. */
const uCm = 22;
/** The paper lies flat as far as this behind the product (there the sweep begins to curve), and beyond every picture elsewhere. */
const [behindCm, farCm] = [90, 600];
const degrees = Math.PI / 180;

/** How a product is lit on paper. `keyShare` is the key's share of the light, 0..1; `keySide` where it stands. */
export type PaperLight = { readonly keyShare: number; readonly keySide: 'left' | 'right'; readonly pose: Pose['kind'] };

/**
 * Puts a product into the light of a paper sweep, or of a painted plate whose camera and light are not known: a soft key
 * at the upper left or right and the light of the room. Returns a new raster.
 */
export function lightPaper(
  background: LinearRaster,
  { keyShare, keySide, pose }: PaperLight,
  placed: PlacedCutout,
  placing: Placing,
): LinearRaster {
  const set = paperFor(pose);
  const scene = paperScene(keySide === 'left' ? set : mirrorSet(set), placed, placing);
  const grid = gridOf(scene);
  const data = new Float32Array(grid.width * grid.height).fill(keyShare);
  return shadeScene(background, scene, { ...grid, data });
}

/** Draws the line of contact alone, below a product on a plate that shows its shadow already. Returns a new raster. */
export const touchPaper = (
  background: LinearRaster,
  pose: Pose['kind'],
  placed: PlacedCutout,
  placing: Placing,
): LinearRaster => shadeContact(background, paperScene(paperFor(pose), placed, placing));

const paperFor = (pose: Pose['kind']): StudioSet =>
  pose === 'lying' || pose === 'hung' ? paperStudio(flat) : paperStudio(standing);

type PaperCamera = {
  readonly pitchDegrees: number;
  readonly distanceCm: number;
  readonly key: readonly [number, number, number];
};

function paperStudio({ pitchDegrees, distanceCm, key }: PaperCamera): StudioSet {
  const pitch = pitchDegrees * degrees;
  const backCm = pitchDegrees === flat.pitchDegrees ? farCm : behindCm;
  return {
    ...{ v: 1, id: 'paper', title: 'Paper', poses: ['standing', 'lying'], mayMirror: true },
    camera: {
      positionCm: [0, -distanceCm * Math.cos(pitch), distanceCm * Math.sin(pitch)],
      ...{ pitchDegrees, distanceCm, apertureRadiusCm: 0 },
    },
    stageCm: [0, 0, 0],
    baseLine: { nearestCm: -farCm, farthestCm: backCm },
    products: { leastCm: uCm, usualCm: uCm, mostCm: uCm },
    planes: [
      {
        role: 'stage',
        polygonCm: [
          [-farCm, -distanceCm / 2, 0],
          [farCm, -distanceCm / 2, 0],
          [farCm, backCm, 0],
          [-farCm, backCm, 0],
        ],
      },
    ],
    keyLight: { cornersCm: facing(key) },
    ...{ gloss: 0, palette: ['#ffffff'], behind: '#ffffff', tint: null, zooms: [] },
  };
}

/** The corners of a square light that faces the stage point. */
function facing(at: PaperCamera['key']): StudioSet['keyLight']['cornersCm'] {
  const level = Math.hypot(at[0], at[1]);
  const distance = Math.hypot(level, at[2]);
  const across: StudioPoint = [-at[1] / level, at[0] / level, 0];
  const up: StudioPoint = [
    (-at[0] * at[2]) / (level * distance),
    (-at[1] * at[2]) / (level * distance),
    level / distance,
  ];
  const corner = (x: number, y: number): StudioPoint => [
    at[0] + keyHalfCm * (x * across[0] + y * up[0]),
    at[1] + keyHalfCm * (x * across[1] + y * up[1]),
    at[2] + keyHalfCm * y * up[2],
  ];
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}

/** The output frame as a picture of the paper studio, in which the product's base (or its middle) is at the stage point. */
function paperScene(set: StudioSet, placed: PlacedCutout, placing: Placing): StudioScene {
  const { box, pxPerU, widthPx, heightPx } = placing;
  const pxPerCm = pxPerU / uCm;
  const { pitchDegrees } = set.camera;
  const frontPx = (productDepthPx(box) / 2) * Math.sin(pitchDegrees * degrees);
  const stageY = pitchDegrees === flat.pitchDegrees ? box.topPx + box.heightPx / 2 : box.topPx + box.heightPx - frontPx;
  const window = {
    leftCm: -(box.leftPx + box.widthPx / 2) / pxPerCm,
    bottomCm: -(heightPx - stageY) / pxPerCm,
    ...{ widthCm: widthPx / pxPerCm, heightCm: heightPx / pxPerCm },
  };
  const crop = { leftPx: 0, topPx: 0, widthPx, heightPx };
  return { set, view: { window, pxPerCm }, crop, uCm, placing, placed };
}
