import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allPlacements, readRows } from '../../../shared/placements/placements.ts';

const ratioTolerance = 0.005;
const row = (id: string) => allPlacements.find((each) => each.id === id);
const aRow = {
  id: 'a-row',
  platform: 'Somewhere',
  placement: 'Banner',
  deliver: { widthPx: 100, heightPx: 50, format: 'jpg' },
  notes: '',
  confidence: 'unknown',
};

/** The row that docs/add-a-placement.md shows. */
function exampleRow(): object {
  const page = readFileSync(new URL('../../../docs/add-a-placement.md', import.meta.url), 'utf8');
  return JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
}

describe('the catalogue', () => {
  test('has the defaults first', () => {
    const isDefault = allPlacements.map(({ id }) => id.startsWith('default-'));

    expect(isDefault.lastIndexOf(true)).toBe(isDefault.filter(Boolean).length - 1);
    expect(isDefault[0]).toBe(true);
  });

  test('takes the row that its guide shows', () => {
    const ids = readRows([...allPlacements, exampleRow()]).map(({ id }) => id);

    expect(ids).toEqual([...allPlacements.map(({ id }) => id), 'example-shop-tile']);
  });

  test.each([
    ['default-blog-header', 1600, 900, 'webp'],
    ['default-instagram-post', 1080, 1350, 'webp'],
    ['default-x-header', 1500, 500, 'jpg'],
    ['default-story-reel', 1080, 1920, 'webp'],
    ['default-product-square', 1600, 1600, 'png'],
    ['email-header', 1200, 600, 'jpg'],
    ['web-hero', 2520, 1080, 'webp'],
    ['print', 3000, 3000, 'png'],
  ])('delivers %s as %i x %i %s', (id, widthPx, heightPx, format) => {
    expect(row(id)?.deliver).toEqual({ widthPx, heightPx, format });
  });

  test.each([...allPlacements, ...readRows([exampleRow()])])('$id delivers within its own limits', (placement) => {
    const { deliver, formats, aspectRatio } = placement;
    const [across = 0, up = 1] = (aspectRatio ?? `${deliver.widthPx}:${deliver.heightPx}`).split(':').map(Number);

    expect(Math.abs(deliver.widthPx / deliver.heightPx / (across / up) - 1)).toBeLessThan(ratioTolerance);
    expect(deliver.widthPx).toBeGreaterThanOrEqual(placement.minWidth ?? 1);
    expect(deliver.heightPx).toBeGreaterThanOrEqual(placement.minHeight ?? 1);
    expect(deliver.widthPx).toBeLessThanOrEqual(placement.maxWidth ?? deliver.widthPx);
    expect(deliver.heightPx).toBeLessThanOrEqual(placement.maxHeight ?? deliver.heightPx);
    expect(formats.length === 0 || formats.includes(deliver.format)).toBe(true);
    expect(placement.deliverIsOurs.includes('format')).toBe(formats.length === 0);
  });

  test.each([...allPlacements, ...readRows([exampleRow()])])('$id says when its source was read', (placement) => {
    const { source, sourceDate, confidence } = placement;

    if (source !== null) expect(sourceDate).not.toBeNull();
    if (confidence === 'official' || confidence === 'secondary') expect(source).not.toBeNull();
  });
});

describe('readRows', () => {
  test('reads what a row leaves out as unknown', () => {
    const [placement] = readRows([aRow]);

    expect(placement).toMatchObject({ background: null, formats: [], maxBytes: null, deliverIsOurs: [] });
  });

  test.each([
    ['a misspelt field', { ...aRow, maxByte: 5 }, /a-row.*maxByte/],
    ['a wrong value', { ...aRow, confidence: 'sure' }, /a-row.*confidence/],
    ['a row without an id', { ...aRow, id: undefined }, /id/],
  ])('names %s', (_, wrong, sentence) => {
    expect(() => readRows([wrong])).toThrow(sentence);
  });

  test('takes an id once', () => {
    expect(() => readRows([aRow, aRow])).toThrow(/two of a-row/);
  });
});

/** The table of researched facts, where the working copy has it beside it. */
const factsFile = new URL('../../../../shared/platforms/platform-facts.json', import.meta.url);
describe.runIf(existsSync(factsFile))('the researched facts', () => {
  test('stand in the rows unchanged', () => {
    const facts: Record<string, unknown>[] = JSON.parse(readFileSync(factsFile, 'utf8'));
    const same = ['platform', 'placement', 'aspectRatio', 'minWidth', 'minHeight', 'maxWidth', 'maxHeight', 'maxBytes'];
    const more = ['formats', 'background', 'productFill', 'safeZone', 'textAllowed', 'source', 'confidence'];

    for (const fact of facts) {
      const placement = row(String(fact.id));

      for (const field of [...same, ...more]) expect(placement, field).toHaveProperty(field, fact[field]);
      if (fact.width !== null) expect(placement?.deliver.widthPx).toBe(fact.width);
      if (fact.height !== null) expect(placement?.deliver.heightPx).toBe(fact.height);
      expect(placement?.deliverIsOurs.includes('widthPx')).toBe(fact.width === null);
      expect(placement?.deliverIsOurs.includes('heightPx')).toBe(fact.height === null);
      if (fact.recommendedFormat !== null) expect(placement?.deliver.format).toBe(fact.recommendedFormat);
    }
  });
});
