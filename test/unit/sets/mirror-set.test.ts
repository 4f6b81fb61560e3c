import { expect, test } from 'vitest';
import { mirrorSet } from '../../../shared/sets/mirror-set.ts';
import { projectPoint } from '../../../shared/sets/project-set.ts';
import { studioSets } from '../../../shared/sets/studio-sets.ts';

test.each(studioSets.map((set) => [set.id, set] as const))(
  '%s mirrored shows each place at the other side',
  (_, set) => {
    const mirrored = mirrorSet(set);

    for (const [index, zoom] of set.zooms.entries()) {
      const turned = mirrored.zooms[index] ?? zoom;
      const seen = projectPoint(set, zoom, [4, 3, set.stageCm[2]]);
      const other = projectPoint(mirrored, turned, [-4, 3, set.stageCm[2]]);
      expect(zoom.widthPx - (other?.xPx ?? 0)).toBeCloseTo(seen?.xPx ?? 0, 6);
      expect(other?.yPx).toBeCloseTo(seen?.yPx ?? 0, 6);
    }
    expect(mirrorSet(mirrored)).toEqual(set);
  },
);
