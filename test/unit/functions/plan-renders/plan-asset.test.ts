import { expect, it } from 'vitest';
import { planAsset } from '../../../../functions/plan-renders/plan-asset.ts';
import type { Look } from '../../../../shared/contracts/brief.ts';
import { causeText } from '../../../../shared/contracts/cause.ts';
import { assetItem, planItem, plateItem } from '../../../../shared/contracts/items.ts';
import { itemKey } from '../../../../shared/contracts/keys.ts';
import type { Table } from '../../../../shared/contracts/ports.ts';
import { encodeRaster } from '../../../../shared/imaging/raster.ts';
import { renderUnderpaint } from '../../../../shared/imaging/underpaint.ts';
import { renderUnderpaintAround, type UnderpaintAround } from '../../../../shared/imaging/underpaint-around.ts';
import type { PlateStart } from '../../../../shared/planning/lay-out-plates.ts';
import { memoryStore, memoryTable } from '../../cli/memory-ports.ts';
import { discProduct } from '../../imaging/placed-products.ts';

const assetId = 'b'.repeat(32);
const sha256 = 'a'.repeat(64);
const openedAt = '2026-05-01T10:00:00.000Z';
const cause = {
  kind: 'upload',
  ...{ causeId: 'upload', time: openedAt, photoTime: openedAt },
  ...{ key: 'acme/disc/front.jpg', versionId: 'v1' },
} as const;
const scene = { kind: 'scene', name: 'scene', prompt: 'a spa', set: { sweep: '#c3c6bd' } } as const;
const sweepOf = (layout: PlateStart) => {
  if ('sweep' in layout) return layout;
  throw new Error('Expected a sweep');
};

/** Plans the disc for one look; gives what was read and what was written. */
async function planned(look: Look) {
  const { product, facts } = await discProduct();
  const brief = JSON.stringify({ looks: [look], placements: [{ ratio: '1:1', width: 320 }] });
  const store = memoryStore({ 'photos/acme/disc/brief.json': brief });
  await store.putIfAbsent('work', 'assets/cutout.png', (await encodeRaster(product.cutout)).bytes, 'image/png');
  const table = memoryTable();
  const payload = (key: string) => ({ key, sha256 });
  table.put('asset', itemKey.asset(assetId), {
    ...{ state: 'masked', assetId, tenant: 'acme', sku: 'disc', view: 'front', key: cause.key, versionId: 'v1' },
    ...{ photoSha256: sha256, p: payload('assets/p.png'), matte: payload('assets/matte.png'), facts },
    ...{ cutout: payload('assets/cutout.png'), causes: new Set([causeText(cause)]), createdAt: openedAt },
  });
  const change = (async (kind, _, { set, when }) => {
    if (kind === 'plan' && set === undefined && when !== undefined) return { applied: false, item: undefined };
    if (kind === 'plan') return { applied: true, item: planItem.parse(set) };
    if (kind === 'plate')
      return { applied: true, item: plateItem.parse({ state: 'wanted', tenant: 'acme', plateId: assetId }) };
    const asset = await table.read('asset', itemKey.asset(assetId));
    return { applied: true, item: assetItem.parse(asset) };
  }) as Table['change'];
  const drawn: UnderpaintAround[] = [];
  await planAsset(
    { v: 1, assetId, causeId: cause.causeId },
    {
      ...{ store, table: { ...table, change }, queue: { send: async () => {} } },
      ...{ engine: 'sdxl', engineWeights: null },
      renderUnderpaint: (layout, ...asked) => renderUnderpaint(sweepOf(layout), ...asked),
      renderUnderpaintAround: async (cutout, layout, ...asked) => {
        const around = await renderUnderpaintAround(sweepOf(layout), cutout, ...asked);
        drawn.push(around);
        return around;
      },
      ...{ clock: () => new Date(0), log: () => {} },
    },
  );
  const written = await store.list('work', 'underpaints/');
  const bytes = await Promise.all(written.map(async ({ key }) => (await store.get('work', key))?.bytes));
  return { read: store.got.filter((key) => key.startsWith('assets/')), bytes, drawn };
}

it('reads nothing of the photo for a look whose engine does not see the product', async () => {
  const { read, bytes } = await planned(scene);

  expect(read).toEqual([]);
  expect(bytes).toHaveLength(1);
});

it('shows an engine the stored cutout where the look says so, and stores underpaint and mask', async () => {
  const { read, bytes, drawn } = await planned({ ...scene, mode: 'in-context' });

  expect(read).toEqual(['assets/cutout.png']);
  const [around] = drawn;
  expect(drawn).toHaveLength(1);
  expect(new Set(bytes)).toEqual(new Set([around?.underpaint, around?.mask]));
});
