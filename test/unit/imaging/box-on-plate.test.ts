import { expect, it } from 'vitest';
import { boxOnPlate } from '../../../shared/imaging/box-on-plate.ts';

const plate = { widthPx: 400, heightPx: 300 };
const plateRect = { left: -2, bottom: -1, width: 4, height: 3 };

it('finds a rectangle in u on a plate, y from above', () => {
  expect(boxOnPlate(plate, plateRect, { left: -1, bottom: 0, width: 2, height: 1.5 })).toEqual({
    ...{ leftPx: 100, topPx: 50, widthPx: 200, heightPx: 150 },
  });
});

it('knows a plate whose scale down is another one than across', () => {
  const tall = { widthPx: 400, heightPx: 301 };

  expect(boxOnPlate(tall, plateRect, plateRect)).toEqual({ leftPx: 0, topPx: 0, ...tall });
});

it('stays inside the plate', () => {
  expect(boxOnPlate(plate, plateRect, { left: -3, bottom: -2, width: 9, height: 9 })).toEqual({
    ...{ leftPx: 0, topPx: 0, widthPx: 400, heightPx: 300 },
  });
});
