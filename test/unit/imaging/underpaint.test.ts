import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { toEncoded } from '../../../shared/imaging/colour.ts';
import { decodePlate } from '../../../shared/imaging/decode-plate.ts';
import { cropStage } from '../../../shared/imaging/studio-stage.ts';
import { renderSweep } from '../../../shared/imaging/sweep.ts';
import { renderUnderpaint } from '../../../shared/imaging/underpaint.ts';
import { boxInSet } from './studio-scenes.ts';

const rect = { left: -1, bottom: -0.4, width: 2, height: 1.5 };
const size = { widthPx: 160, heightPx: 120 };

describe('renderUnderpaint', () => {
  it('gives the same bytes for the same set, rectangle and size', async () => {
    const [first, second] = await Promise.all([0, 1].map(() => renderUnderpaint({ sweep: '#c9b79c' }, rect, size)));

    expect(Buffer.compare(first ?? new Uint8Array(), second ?? new Uint8Array(1))).toBe(0);
  });

  it.each([
    ['colour', { sweep: '#c9b79d' }, rect, size],
    ['rectangle', { sweep: '#c9b79c' }, { ...rect, left: -0.9 }, size],
    ['size', { sweep: '#c9b79c' }, rect, { widthPx: 161, heightPx: 120 }],
  ])('gives other bytes for another %s', async (_name, set, otherRect, otherSize) => {
    const [first, second] = await Promise.all([
      renderUnderpaint({ sweep: '#c9b79c' }, rect, size),
      renderUnderpaint(set, otherRect, otherSize),
    ]);

    expect(Buffer.compare(first, second)).not.toBe(0);
  });

  it('shows its crop of a studio set as set looks do', async () => {
    const scene = await boxInSet('marble');
    const shown = await cropStage(scene.stage, scene.crop, size, null);

    const bytes = await renderUnderpaint({ stage: scene.stage, crop: scene.setCrop, tint: null }, rect, size);

    const { data } = await decodePlate(bytes);
    const levels = Array.from(shown.data, (light) => 255 * toEncoded(light));
    expect(Math.max(...levels.map((level, at) => Math.abs(level - (data[at] ?? 0))))).toBeLessThanOrEqual(1);
  });

  it('is an sRGB PNG of 16 bits, three channels and the size asked for', async () => {
    const bytes = await renderUnderpaint({ sweep: '#c9b79c' }, rect, size);

    const metadata = await sharp(bytes).metadata();
    expect(metadata).toMatchObject({ format: 'png', depth: 'ushort', channels: 3, width: 160, height: 120 });
  });

  it('holds the sweep to a few of 65,536 levels, without bands', async () => {
    const bytes = await renderUnderpaint({ sweep: '#c9b79c' }, rect, size);

    const { data } = await sharp(bytes)
      .toColourspace('rgb16')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true });
    const shown = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
    const { data: light } = renderSweep('#c9b79c', rect, size);
    // The table has 2^14 steps of linear light; measured: 2.4 of 65,535 levels.
    const worst = light.reduce(
      (most, value, at) => Math.max(most, Math.abs((shown[at] ?? 0) - 65_535 * toEncoded(value))),
      0,
    );
    expect(shown.length).toBe(light.length);
    expect(worst).toBeLessThan(4);
    expect(new Set(shown).size).toBeGreaterThan(5 * new Set(shown.map((level) => level >> 8)).size);
  });
});

describe('decodePlate', () => {
  it('reads an underpaint as the 8-bit levels of the sweep', async () => {
    const plate = await decodePlate(await renderUnderpaint({ sweep: '#c9b79c' }, rect, size));

    const { data: light } = renderSweep('#c9b79c', rect, size);
    expect([plate.widthPx, plate.heightPx, plate.channels]).toEqual([160, 120, 3]);
    const worst = light.reduce(
      (most, value, at) => Math.max(most, Math.abs((plate.data[at] ?? 0) - 255 * toEncoded(value))),
      0,
    );
    // Truncated or rounded: within one level.
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('drops the alpha of a plate', async () => {
    const bytes = await sharp({ create: { width: 8, height: 6, channels: 4, background: '#102030' } })
      .png()
      .toBuffer();

    const { data, channels } = await decodePlate(bytes);

    expect([channels, ...data.subarray(0, 3)]).toEqual([3, 16, 32, 48]);
    expect(data.length).toBe(8 * 6 * 3);
  });
});
