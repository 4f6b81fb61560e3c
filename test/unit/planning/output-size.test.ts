import { describe, expect, test } from 'vitest';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';
import { chooseOutputSize } from '../../../shared/planning/output-size.ts';

const sizeOf = (id: string, scale: number) => selectPlacements([id]).map((row) => chooseOutputSize(row, scale))[0];

describe('the output', () => {
  test.each([0.1, 1, 1.25])('keeps its size at a scale of %f', (scale) => {
    expect(sizeOf('default-blog-header', scale)).toEqual({
      ...{ widthPx: 1600, heightPx: 900, share: 1, isSoft: false, isBeyondLimit: false },
    });
  });

  test.each([
    ['default-blog-header', 1.5, 1328, 747],
    ['default-blog-header', 2.5, 800, 450],
    ['amazon-main', 2.5, 1000, 1000],
    ['amazon-main', 5, 500, 500],
    ['instagram-feed-square', 2, 675, 675],
    ['google-ads-rda-landscape', 2, 750, 393],
    ['youtube-thumbnail', 2.5, 640, 360],
  ])('%s shrinks at a scale of %f to %i x %i', (id, scale, widthPx, heightPx) => {
    const size = sizeOf(id, scale);

    expect(size).toMatchObject({ widthPx, heightPx, isSoft: false, isBeyondLimit: false });
  });

  test.each([
    ['default-blog-header', 2.6, 800, 450],
    ['default-blog-header', 4, 800, 450],
    ['amazon-main', 8, 500, 500],
    ['walmart-connect-sponsored-brands-custom', 1.3, 1200, 675],
    ['linkedin-ad-vertical', 1.8, 512, 640],
  ])('%s is soft at a scale of %f, at its least size %i x %i', (id, scale, widthPx, heightPx) => {
    expect(sizeOf(id, scale)).toMatchObject({ widthPx, heightPx, isSoft: true, isBeyondLimit: false });
  });

  test.each([
    ['default-blog-header', 4.01],
    ['amazon-main', 8.01],
    ['walmart-connect-sponsored-brands-custom', 2.01],
  ])('%s is beyond the limit at a scale of %f', (id, scale) => {
    expect(sizeOf(id, scale)).toMatchObject({ isBeyondLimit: true });
  });
});
