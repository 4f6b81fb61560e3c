import { expect, test } from 'vitest';
import { hideBehindStage } from '../../../shared/imaging/hide-behind-stage.ts';
import { placesOnPlanes } from '../../../shared/imaging/studio-places.ts';
import { mirrorSet } from '../../../shared/sets/mirror-set.ts';
import { projectPoint } from '../../../shared/sets/project-set.ts';
import { boxInSet, grid, setOf } from './studio-scenes.ts';

/** The plinth's stage reaches from -15 to 15 cm across and from -11 to 11 cm in depth, 10 cm above its floor. */
test.each([
  ['in front of the plinth', [0, -30, 0], false],
  ['below it', [0, 0, 0], true],
  ['far beside it', [60, 0, 0], false],
  ['behind its face', [0, 20, 0], true],
] as const)('the floor %s is hidden: %s', (_, place, isHidden) => {
  expect(hideBehindStage(setOf('plinth'))([...place])).toBe(isHidden);
  expect(hideBehindStage(mirrorSet(setOf('plinth')))([...place])).toBe(isHidden);
});

test.each(['plinth', 'pastel-blocks'])('the face of what the stage of %s is the top of shows no floor', async (id) => {
  const scene = await boxInSet(id);
  const { stage } = scene;
  const front = Math.min(...(stage.set.planes[0]?.polygonCm ?? []).map(([, y]) => y));
  const face = projectPoint(stage.set, stage.zoom, [0, front, stage.set.stageCm[2] - 4]);
  const at = (pixel: number, start: number, shown: number, outPx: number) =>
    Math.floor((((pixel - start) / shown) * outPx) / grid.cellPx);
  const column = at(face?.xPx ?? 0, scene.crop.leftPx, scene.crop.widthPx, scene.placing.widthPx);
  const row = at(face?.yPx ?? 0, scene.crop.topPx, scene.crop.heightPx, scene.placing.heightPx);

  const places = [...placesOnPlanes(scene, grid)];

  expect(row).toBeLessThan(grid.height);
  expect(places.filter((place) => place.at === row * grid.width + column)).toEqual([]);
});
