import type { AssetFacts } from '../contracts/asset-facts.ts';

export type Sides = {
  readonly top: boolean;
  readonly right: boolean;
  readonly bottom: boolean;
  readonly left: boolean;
};

export const noSides: Sides = { top: false, right: false, bottom: false, left: false };

/**
 * The sides at which the product leaves the photo's frame, so that it must leave the output's frame there too.
 * A product that touches all four edges is a photo trimmed to its product (the usual form of ready-made cutouts):
 * nothing is missing, so no side counts as cut.
 */
export function cutSides({ touchesEdge }: Pick<AssetFacts, 'touchesEdge'>): Sides {
  const { top, right, bottom, left } = touchesEdge;
  return top && right && bottom && left ? noSides : { top, right, bottom, left };
}

/** The cut sides in words, as "left and right". */
export function sidesText(sides: Sides): string {
  const names = (['top', 'right', 'bottom', 'left'] as const).filter((side) => sides[side]);
  return names.join(' and ');
}
