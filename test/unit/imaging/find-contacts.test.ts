import { describe, expect, it } from 'vitest';
import { findContacts } from '../../../shared/imaging/find-contacts.ts';
import { discMask, drawMask } from './pictures.ts';

const box = { leftPx: 100, topPx: 50, widthPx: 200, heightPx: 200 };
const inBox = (x: number, y: number) => x >= 100 && x < 300 && y >= 50 && y < 250;

describe('findContacts', () => {
  it('gives one run for a flat base', () => {
    const crate = drawMask(400, 300, (x, y) => (inBox(x, y) ? 255 : 0));

    expect(findContacts(crate, box)).toEqual([{ leftPx: 100, widthPx: 200, yPx: 249 }]);
  });

  it('gives each leg of a table, and nothing of the top between them', () => {
    const isLeg = (x: number) => x < 110 || x >= 290;
    const table = drawMask(400, 300, (x, y) => (inBox(x, y) && (y < 70 || isLeg(x)) ? 255 : 0));

    expect(findContacts(table, box)).toEqual([
      { leftPx: 100, widthPx: 10, yPx: 249 },
      { leftPx: 290, widthPx: 10, yPx: 249 },
    ]);
  });

  it('gives a short run for a ball', () => {
    const [contact, ...others] = findContacts(discMask(400, 300, 200, 150, 100), box);

    expect(others).toEqual([]);
    expect(contact?.widthPx).toBeLessThan(40);
    expect((contact?.leftPx ?? 0) + (contact?.widthPx ?? 0) / 2).toBeCloseTo(200, -1);
  });

  it('leaves out a part that ends more than 4 % of the height above the base', () => {
    const pair = drawMask(400, 300, (x, y) => (inBox(x, y) && (x < 180 || (x > 220 && y < 240)) ? 255 : 0));

    expect(findContacts(pair, box)).toEqual([{ leftPx: 100, widthPx: 80, yPx: 249 }]);
  });

  it('keeps the 24 widest of many', () => {
    const fringe = drawMask(400, 300, (x, y) => (inBox(x, y) && (y < 200 || x % 8 < 3) ? 255 : 0));

    expect(findContacts(fringe, box)).toHaveLength(24);
  });
});
