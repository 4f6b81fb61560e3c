import { describe, expect, test } from 'vitest';
import { type AdHocPlacement, adHocPlacement, placementSelector } from '../../../shared/contracts/brief.ts';
import { PipelineError } from '../../../shared/contracts/pipeline-error.ts';
import { placement } from '../../../shared/contracts/placement.ts';
import { allPlacements } from '../../../shared/placements/placements.ts';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';

const idsOf = (...selectors: unknown[]) =>
  selectPlacements(selectors.map((each) => placementSelector.parse(each))).map(({ id }) => id);
const adHoc = (wanted: Partial<AdHocPlacement>) => selectPlacements([adHocPlacement.parse(wanted)])[0];
function errorOf(act: () => unknown): PipelineError {
  try {
    act();
  } catch (error) {
    if (error instanceof PipelineError) return error;
    throw error;
  }
  throw new Error('Expected an error, got none');
}

describe('ids and globs', () => {
  test('select rows in the order in which they are asked for, each once', () => {
    const ids = idsOf('print', 'instagram-feed-*', 'instagram-feed-square', 'print', 'amazon-main');

    expect(ids).toEqual([
      'print',
      'instagram-feed-square',
      'instagram-feed-portrait',
      'instagram-feed-tall',
      'instagram-feed-landscape',
      'amazon-main',
    ]);
  });

  test.each([
    ['*', /^/],
    ['default-*', /^default-/],
    ['*-square', /-square$/],
    ['x-ad-?quare', /^x-ad-square$/],
    ['***', /^/],
  ])('%s selects every row whose id is %s', (glob, id) => {
    const ids = allPlacements.map((row) => row.id).filter((each) => id.test(each));

    expect(ids).not.toEqual([]);
    expect(idsOf(glob)).toEqual(ids);
  });

  test.each([
    ['amazn-main', 'amazon-main'],
    ['instagram-story', 'meta-story'],
    ['INSTAGRAM-FEED-SQUARE', 'instagram-feed-square'],
    ['story', 'default-story-reel'],
    ['reels', 'meta-reel'],
    ['pinterest-*x', 'pinterest-pin'],
  ])('answer %s with what was perhaps meant', (unknown, meant) => {
    const error = errorOf(() => idsOf(unknown));

    expect(error.code).toBe('PLACEMENT_UNKNOWN');
    expect(error.message).toContain(`"${unknown}"`);
    expect(error.message).toContain(meant);
  });

  test('suggest nothing where nothing is alike', () => {
    expect(errorOf(() => idsOf('zzz')).message).not.toContain('Perhaps');
  });

  test('answer a glob of many stars at once', () => {
    const startedAt = performance.now();

    for (const step of ['*?', '*e', '*a*', '?*-'])
      expect(errorOf(() => idsOf(`${step.repeat(40)}!`)).code).toBe('PLACEMENT_UNKNOWN');

    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe('ad-hoc sizes', () => {
  test.each([
    ['1:1', 1080, 1080],
    ['16:9', 1920, 1080],
    ['21:9', 2520, 1080],
    ['3:2', 1620, 1080],
    ['2:3', 1080, 1620],
    ['4:5', 1080, 1350],
    ['5:4', 1350, 1080],
    ['3:4', 1080, 1440],
    ['4:3', 1440, 1080],
    ['9:16', 1080, 1920],
    ['9:21', 1080, 2520],
  ])('a ratio of %s alone is %i x %i', (ratio, widthPx, heightPx) => {
    const row = adHoc({ ratio });

    expect(row?.id).toBe(`adhoc-${ratio.replace(':', 'x')}-${widthPx}x${heightPx}-webp`);
    expect(row?.deliver).toEqual({ widthPx, heightPx, format: 'webp' });
    expect(row?.deliverIsOurs).toEqual(['widthPx', 'heightPx']);
    expect(placement.safeParse(row).success).toBe(true);
  });

  test.each([
    [{ ratio: '21:9', width: 2520 }, 'adhoc-21x9-2520x1080-webp'],
    [{ ratio: '21:9', height: 540, format: 'jpg' }, 'adhoc-21x9-1260x540-jpg'],
    [{ width: 970, height: 250, format: 'png' }, 'adhoc-970x250-png'],
    [{ ratio: '1.91:1', width: 1200 }, 'adhoc-1-91x1-1200x628-webp'],
    [{ ratio: '16:9', width: 1366, height: 768 }, 'adhoc-16x9-1366x768-webp'],
    [{ width: 300, height: 250, maxBytes: 50_000 }, 'adhoc-300x250-webp-50000b'],
    [{ id: 'till-poster', width: 300, height: 250 }, 'till-poster'],
  ] as const)('%j is %s', (wanted, id) => {
    expect(adHoc(wanted)?.id).toBe(id);
  });

  test('keeps the limit of bytes and names the format that it takes', () => {
    expect(adHoc({ width: 300, height: 250, format: 'jpg', maxBytes: 50_000 })).toMatchObject({
      maxBytes: 50_000,
      formats: ['jpg'],
      deliverIsOurs: [],
      confidence: 'ad hoc',
      background: null,
    });
  });

  test('that are the same collapse', () => {
    const alone = adHocPlacement.parse({ ratio: '1:1' });
    const withWidth = adHocPlacement.parse({ ratio: '1:1', width: 1080 });

    const rows = selectPlacements([alone, withWidth]);

    expect(rows.map(({ id }) => id)).toEqual(['adhoc-1x1-1080x1080-webp']);
    expect(rows).toEqual(selectPlacements([withWidth, alone]));
  });

  test.each([
    [{ ratio: '1:1', width: 500, height: 600 }, '500 x 600'],
    [{ ratio: '1000:1', width: 500 }, '500 x 1'],
    [{ ratio: '100:1' }, '108000 x 1080'],
    [{ ratio: '0:1' }, '0:1'],
    [{ id: 'print', width: 300, height: 250 }, '"print"'],
  ] as const)('%j is answered with what is wrong', (wanted, named) => {
    const error = errorOf(() => adHoc(wanted));

    expect(error.code).toBe('BRIEF_INVALID');
    expect(error.message).toContain(named);
  });

  test('of one id and two sizes are answered with the id', () => {
    const error = errorOf(() => idsOf({ id: 'poster', width: 300, height: 250 }, { id: 'poster', ratio: '1:1' }));

    expect(error.code).toBe('BRIEF_INVALID');
    expect(error.message).toContain('"poster"');
  });
});

test('every id of the catalogue selects itself', () => {
  for (const { id } of allPlacements) expect(idsOf(id)).toEqual([id]);
});
