import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Placing } from '../../../shared/contracts/plan.ts';
import { decodePlate } from '../../../shared/imaging/decode-plate.ts';
import { drawVariant, type FinishInput } from '../../../shared/imaging/finish-steps.ts';
import { decodeMask, encodeRaster, type Mask } from '../../../shared/imaging/raster.ts';
import { readStage } from '../../../shared/imaging/studio-stage.ts';
import { renderUnderpaint } from '../../../shared/imaging/underpaint.ts';
import { renderUnderpaintAround } from '../../../shared/imaging/underpaint-around.ts';
import { placeOnPlate } from '../../../shared/planning/place-on-plate.ts';
import { drawMask, maxDifference } from './pictures.ts';
import { type Cut, productOf, provenance, rowWith } from './placed-products.ts';
import { setOf } from './studio-scenes.ts';

const size = { widthPx: 320, heightPx: 256 };
const rect = { left: -1.25, bottom: -0.5, width: 2.5, height: 2 };
const sweep = { sweep: '#c9b79c' };

let block: Cut;
let cutout: Uint8Array;
let placing: Placing;
beforeAll(async () => {
  block = await productOf(drawMask(480, 480, (x, y) => (x >= 140 && x < 340 && y >= 80 && y < 400 ? 255 : 0)));
  cutout = (await encodeRaster(block.product.cutout)).bytes;
  placing = placeOnPlate(block.facts, rect, size);
});
const around = (facts = block.facts, at = placing) => renderUnderpaintAround(sweep, cutout, at, facts);
const valueAt = ({ data, widthPx }: Mask, x: number, y: number) => data[y * widthPx + x];

describe('renderUnderpaintAround', () => {
  it('gives a 16-bit sRGB picture and an 8-bit grey mask of the canvas’s size, the same bytes for the same input', async () => {
    const [one, two] = await Promise.all([around(), around()]);

    const [picture, mask] = await Promise.all([sharp(one.underpaint).metadata(), sharp(one.mask).metadata()]);
    expect(picture).toMatchObject({ format: 'png', depth: 'ushort', channels: 3, width: 320, height: 256 });
    expect(mask).toMatchObject({ format: 'png', depth: 'uchar', channels: 1, width: 320, height: 256 });
    expect(Buffer.compare(one.underpaint, two.underpaint)).toBe(0);
    expect(Buffer.compare(one.mask, two.mask)).toBe(0);
  });

  it('keeps the product but for the last 3 px inside its outline, and has everything else painted', async () => {
    const { leftPx, topPx, widthPx, heightPx } = placing.box;
    const [right, bottom] = [leftPx + widthPx, topPx + heightPx];

    const mask = await decodeMask((await around()).mask);

    expect(new Set(mask.data)).toEqual(new Set([0, 255]));
    const middle = [leftPx + widthPx / 2, topPx + heightPx / 2].map(Math.round) as [number, number];
    expect(valueAt(mask, ...middle)).toBe(0);
    for (const [x, y] of [
      [leftPx + 1, middle[1]],
      [right - 2, middle[1]],
      [middle[0], topPx + 1],
      [middle[0], bottom - 2],
      [leftPx - 2, middle[1]],
      [middle[0], bottom + 2],
    ] as const) {
      expect(valueAt(mask, x, y)).toBe(255);
    }
    const kept = mask.data.filter((level) => level === 0).length;
    expect(kept).toBeGreaterThan((widthPx - 9) * (heightPx - 9));
    expect(kept).toBeLessThan((widthPx - 4) * (heightPx - 4));
  });

  it('shows the sweep with the product and its shadow as finishing draws them', async () => {
    const { product, facts } = block;
    const background = { kind: 'sweep', colour: sweep.sweep } as const;
    const input: FinishInput = { product, facts, background, placing, placement: rowWith({}), provenance, seed: 1 };
    const { drawn } = await drawVariant(input);

    const shown = await decodePlate((await around()).underpaint);

    // Dither and rounding; without shadow or product it is tens of levels.
    expect(maxDifference(shown.data, drawn.plain().data)).toBeLessThanOrEqual(2);
    const empty = await decodePlate(await renderUnderpaint(sweep, rect, size));
    expect(maxDifference(shown.data, empty.data)).toBeGreaterThan(40);
  });

  it('shows the product in the light of a studio set', async () => {
    const set = setOf('marble');
    const zoom = set.zooms.find(({ name }) => name === 'close');
    if (zoom === undefined) throw new Error('Expected a close zoom');
    const stage = await readStage('shared/sets', set, zoom, false);
    const crop = { zoom: 'close', uCm: 20, leftPx: 300, topPx: 300, widthPx: 800, heightPx: 640 } as const;
    const source = { stage, crop, tint: null };
    const background = { kind: 'studio', ...source } as const;
    const { product, facts } = block;
    const input: FinishInput = { product, facts, background, placing, placement: rowWith({}), provenance, seed: 1 };

    const { underpaint } = await renderUnderpaintAround(source, cutout, placing, facts);

    const { drawn } = await drawVariant(input);
    expect(maxDifference((await decodePlate(underpaint)).data, drawn.plain().data)).toBeLessThanOrEqual(2);
  });

  it('keeps what the frame cuts off up to the frame’s edge', async () => {
    const cut = placeOnPlate(block.facts, { left: -1.25, bottom: 0, width: 2.5, height: 2 }, size);

    const mask = await decodeMask((await around(block.facts, cut)).mask);

    expect(valueAt(mask, cut.box.leftPx + Math.round(cut.box.widthPx / 2), size.heightPx - 1)).toBe(0);
  });
});
