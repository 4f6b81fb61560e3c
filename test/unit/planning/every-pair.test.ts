import { describe, expect, test } from 'vitest';
import { type CheckedPicture, checkPicture } from '../../../shared/cli/check-picture.ts';
import { errorCatalogue } from '../../../shared/contracts/error-catalogue.ts';
import type { Placement } from '../../../shared/contracts/placement.ts';
import { type FinishedVariant, finishVariant } from '../../../shared/imaging/finish-steps.ts';
import { maskRasters } from '../../../shared/imaging/mask-steps.ts';
import { encodeMask, encodeRaster } from '../../../shared/imaging/raster.ts';
import { allPlacements } from '../../../shared/placements/placements.ts';
import { resolveBrief } from '../../../shared/planning/resolve-brief.ts';
import { everyLook } from '../../bench/every-look.ts';
import { openPlan } from '../../bench/finish-plan.ts';
import { noNetwork } from '../cli/finished-files.ts';
import { discMask } from '../imaging/pictures.ts';
import { photoOf, stripes } from '../imaging/placed-products.ts';

/** Of rows that take one background in one format and shape: the smallest, which is made soonest. */
function rowsOfAKind(): Placement[] {
  const byKind = new Map<string, Placement>();
  const pixels = ({ deliver }: Placement) => deliver.widthPx * deliver.heightPx;
  for (const row of allPlacements) {
    const kind = [row.background, row.deliver.format, shapeOf(row)].join();
    const known = byKind.get(kind);
    if (known === undefined || pixels(row) < pixels(known)) byKind.set(kind, row);
  }
  return [...byKind.values()];
}

function shapeOf({ deliver }: Placement): string {
  const ratio = deliver.widthPx / deliver.heightPx;
  if (ratio > 2.2) return 'banner';
  if (ratio > 1.1) return 'wide';
  return ratio < 0.9 ? 'tall' : 'square';
}

/** A disc of 840 px before a plain backdrop: large enough for all but the largest rows. */
async function maskDisc() {
  const matte = discMask(1000, 1000, 500, 500, 420);
  const [photo, given] = await Promise.all([encodeRaster(photoOf(matte, stripes)), encodeMask(matte)]);
  return maskRasters({ photoBytes: photo.bytes, givenMatteBytes: given.bytes, segmenter: noNetwork });
}

type Outcome =
  | { readonly made: FinishedVariant; readonly checked: CheckedPicture | undefined }
  | { readonly refused: string };

const rows = rowsOfAKind();
const slots = await openSlots();

async function openSlots() {
  const wish = { looks: everyLook, placements: rows.map(({ id }) => id) };
  const brief = resolveBrief(new TextEncoder().encode(JSON.stringify(wish)), { name: 'the test', engine: 'studio' });
  return openPlan(await maskDisc(), brief);
}

async function outcomeOf(look: string, row: Placement): Promise<Outcome> {
  const found = slots.find((each) => each.look.look.name === look && each.slot.placement.id === row.id);
  if (found === undefined) throw new Error(`Expected a slot for ${look} and ${row.id}`);
  if (found.slot.outcome === 'refused') return { refused: found.slot.code };
  const input = await found.open();
  if (input === undefined) throw new Error(`Expected something to make ${row.id} from`);
  const made = await finishVariant(input);
  return { made, checked: (await checkPicture(made.bytes, [row]))[0] };
}

describe.each(everyLook.map(({ name }) => name))('a %s look', (look) => {
  test.each(rows)('for $id is made and keeps the rules, or is refused by a code', async (row) => {
    const outcome = await outcomeOf(look, row);

    if ('refused' in outcome) {
      expect(Object.keys(errorCatalogue)).toContain(outcome.refused);
      return;
    }
    const broken = outcome.checked?.rules.filter(({ verdict }) => verdict === 'fail');
    expect(outcome.made).toMatchObject({ passes: true });
    expect(broken).toEqual([]);
  });

  test('is made for some row', () => {
    const made = slots.filter((each) => each.look.look.name === look && each.slot.outcome === 'make');

    expect(made).not.toEqual([]);
  });
});
