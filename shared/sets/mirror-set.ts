import type { StudioPoint, StudioSet } from '../contracts/studio-set.ts';

/** The facts of a set whose pictures are turned over, left for right. */
export function mirrorSet(set: StudioSet): StudioSet {
  const [a, b, c, d] = set.keyLight.cornersCm;
  return {
    ...set,
    camera: { ...set.camera, positionCm: turned(set.camera.positionCm) },
    stageCm: turned(set.stageCm),
    planes: set.planes.map((plane) => ({ ...plane, polygonCm: plane.polygonCm.map(turned) })),
    keyLight: { cornersCm: [turned(a), turned(b), turned(c), turned(d)] },
    zooms: set.zooms.map((zoom) => ({
      ...zoom,
      window: { ...zoom.window, leftCm: -(zoom.window.leftCm + zoom.window.widthCm) },
    })),
  };
}

const turned = ([x, y, z]: StudioPoint): StudioPoint => [-x, y, z];
