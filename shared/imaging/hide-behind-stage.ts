import type { StudioPoint, StudioSet } from '../contracts/studio-set.ts';

/** Says whether the body under the stage (a plinth, a block) hides a place of the set from its camera. */
export type IsHidden = (place: StudioPoint) => boolean;

/**
 * Tells the places of the floor that lie behind or under what the stage is the top of: the straight line from the camera
 * enters the space below the stage's polygon. A stage at the height of the floor hides nothing.
 */
export function hideBehindStage({ planes, camera }: StudioSet): IsHidden {
  const stage = planes.find(({ role }) => role === 'stage');
  if (stage === undefined) return () => false;
  const corners = stage.polygonCm;
  const topCm = Math.max(...corners.map(([, , z]) => z));
  const turn = Math.sign(turnOf(corners));
  const [fromX, fromY, fromZ] = camera.positionCm;
  return ([x, y, z]) => {
    let [enter, leave] = [0, 1];
    for (const [index, [startX, startY]] of corners.entries()) {
      const [endX, endY] = corners[(index + 1) % corners.length] ?? [startX, startY];
      const inside = (atX: number, atY: number) =>
        turn * ((endX - startX) * (atY - startY) - (endY - startY) * (atX - startX));
      const [first, last] = [inside(fromX, fromY), inside(x, y)];
      if (first < 0 && last < 0) return false;
      if (first < 0) enter = Math.max(enter, first / (first - last));
      if (last < 0) leave = Math.min(leave, first / (first - last));
    }
    return enter <= leave && fromZ + leave * (z - fromZ) < topCm;
  };
}

/** Twice the area within the corners, seen from above: positive where they run against the clock. */
function turnOf(corners: readonly StudioPoint[]): number {
  return corners.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length] ?? [x, y];
    return sum + x * nextY - y * nextX;
  }, 0);
}
