import { describe, expect, test } from 'vitest';
import type { AssetFacts } from '../../../shared/contracts/asset-facts.ts';
import type { Brief } from '../../../shared/contracts/brief.ts';
import type { SizePx } from '../../../shared/contracts/geometry.ts';
import { canonicalJson, hashId, sha256Hex } from '../../../shared/contracts/ids.ts';
import { type PlanLook, type PlateSpec, planBody } from '../../../shared/contracts/plan.ts';
import { plateVersion } from '../../../shared/contracts/versions.ts';
import { shownOnPlate } from '../../../shared/imaging/background.ts';
import { boxOnPlate } from '../../../shared/imaging/box-on-plate.ts';
import type { PlateStart } from '../../../shared/planning/lay-out-plates.ts';
import { makePlan } from '../../../shared/planning/make-plan.ts';
import { paintPrompt } from '../../../shared/planning/paint-prompt.ts';
import { photoInUnits } from '../../../shared/planning/photo-in-units.ts';
import { planPlatesAroundPhoto } from '../../../shared/planning/plan-plates-around-photo.ts';
import type { RenderUnderpaint } from '../../../shared/planning/specify-plate.ts';
import { anyFacts, productFacts, seededRandom } from './product-facts.ts';
import { unseenProduct } from './unseen-product.ts';

const sha256 = 'a'.repeat(64);
const payload = { key: 'somewhere', sha256 };
const p = { key: 'assets/photo.png', sha256: 'c'.repeat(64) };
const extend: Brief['looks'][number] = { name: 'extend', kind: 'extend' };
const nowhere = { top: false, right: false, bottom: false, left: false };
const everywhere = { top: true, right: true, bottom: true, left: true };

/** A mug of 900 x 800 px on a table: nothing of the backdrop of 2000 x 1500 px is plain. */
const onTable = (changes: Partial<AssetFacts> = {}): AssetFacts => {
  const box = { leftPx: 600, topPx: 400, widthPx: 900, heightPx: 800 };
  return { ...productFacts({}), widthPx: 2000, heightPx: 1500, box, cutBox: box, plainSides: nowhere, ...changes };
};
const size = (width: number, height: number, id = `s${width}x${height}`) => ({
  id,
  width,
  height,
  format: 'jpg' as const,
});
const wide = size(1920, 1080);
const tall = size(1080, 1350);

type Asked = { start: PlateStart; size: Parameters<RenderUnderpaint>[2] };
async function planOf(
  placements: Brief['placements'],
  facts = onTable(),
  engine: string | null = 'sdxl',
  look = extend,
) {
  const asked: Asked[] = [];
  const plan = await makePlan({
    ...{ tenant: 'local', sku: 'mug', view: 'main', assetId: 'b'.repeat(32), photoSha256: sha256 },
    ...{ p, matte: payload, cutout: payload, facts, engine },
    brief: { v: 1, looks: [look], placements },
    renderUnderpaint: async (start, rect, wanted) => {
      asked.push({ start, size: wanted });
      return new TextEncoder().encode(canonicalJson([start, rect, wanted]));
    },
    ...unseenProduct,
  });
  const [planLook] = plan.body.looks;
  if (planLook === undefined) throw new Error('Expected a look');
  return { ...plan, asked, planLook };
}
const outcomes = ({ slots }: PlanLook) =>
  slots.map((slot) => (slot.outcome === 'make' ? `plate ${slot.plate}` : slot.code));
const sentences = ({ slots }: PlanLook) => slots.flatMap((slot) => (slot.outcome === 'make' ? [] : [slot.sentence]));

/** Where the photo lies on the last canvas. */
function photoOn({ passes }: PlateSpec) {
  const [left, top] = passes.reduce(([x, y], { keep }) => [x + (keep?.leftPx ?? 0), y + (keep?.topPx ?? 0)], [0, 0]);
  return { ...passes[0]?.keep, leftPx: left, topPx: top };
}

describe('an extend look before a backdrop that is not plain', () => {
  test('is painted from the photo itself, which lies on whole pixels of the first canvas', async () => {
    const { body, planLook, asked, underpaints } = await planOf([wide]);

    expect(planBody.parse(body)).toEqual(body);
    expect([planLook.set, planLook.fit, outcomes(planLook)]).toEqual([null, null, ['plate 0']]);
    const [spec] = planLook.plates;
    const keep = { leftPx: 206, topPx: 0, widthPx: 1451, heightPx: 1088 };
    expect(spec?.passes).toEqual([{ name: 'hero', canvas: { widthPx: 1936, heightPx: 1088 }, rect: spec?.rect, keep }]);
    expect(asked).toEqual([{ start: { photo: p }, size: { widthPx: 1451, heightPx: 1088 } }]);
    expect(spec?.underpaint).toEqual({ key: underpaints[0]?.key, sha256: underpaints[0]?.sha256, ...asked[0]?.size });
  });

  test('has plates that stand for look, photo and canvases, four seeds each', async () => {
    const { planLook, underpaints } = await planOf([wide]);

    const [spec] = planLook.plates;
    const identity = {
      ...{
        tenant: 'local',
        look: { kind: 'extend' },
        underpaint: sha256Hex(underpaints[0]?.bytes ?? new Uint8Array()),
      },
      ...{ passes: spec?.passes, engine: 'sdxl', weights: null, plateVersion },
    };
    expect(spec?.ids).toEqual([1, 2, 3, 4].map((seed) => hashId('plate', { ...identity, seed })));
  });

  test('shows every placement from one plate, which is continued at each side that one shows', async () => {
    const { planLook } = await planOf([wide, tall]);

    const [spec] = planLook.plates;
    expect(outcomes(planLook)).toEqual(['plate 0', 'plate 0']);
    expect(spec?.passes.map(({ name }) => name)).toEqual(['hero']);
    const { widthPx = 0, heightPx = 0 } = spec?.passes.at(-1)?.canvas ?? {};
    expect([widthPx / heightPx, widthPx % 16, heightPx % 16]).toEqual([expect.closeTo(1920 / 1822, 1), 0, 0]);
  });

  test.each([
    ['without an engine', null],
    ['with the engine that continues sets alone', 'studio'],
  ])('shows a part of the photo where it can, %s', async (_name, engine) => {
    const { planLook } = await planOf([wide, size(1920, 800)], onTable(), engine);

    expect(outcomes(planLook)).toEqual(['plate null', 'BACKDROP_ENDS']);
    expect(planLook.plates).toEqual([]);
    expect(sentences(planLook)[0]).toMatch(
      /^Expected a plain backdrop .*, deploy a diffusion engine, which paints it,/,
    );
  });

  test('is told by its prompt, else to go on as the photo does', async () => {
    const prompt = 'a table of oak by a window';

    expect(paintPrompt({ ...extend, prompt })).toBe(prompt);
    expect(paintPrompt(extend)).toMatch(/^the same surface and backdrop go on/);
    expect(paintPrompt({ name: 'white', kind: 'plain', colour: '#ffffff' })).toBeNull();
  });

  test('has other plates with another prompt', async () => {
    const idsOf = async (look: typeof extend) =>
      (await planOf([wide], onTable(), 'sdxl', look)).planLook.plates[0]?.ids;

    const [told, untold] = await Promise.all([idsOf({ ...extend, prompt: 'a table of oak' }), idsOf(extend)]);

    expect(told).not.toEqual(untold);
  });
});

describe('an extend look that needs no engine', () => {
  test('has no plate before a plain backdrop', async () => {
    const { planLook, asked } = await planOf([wide, tall], onTable({ plainSides: everywhere }));

    expect([outcomes(planLook), planLook.plates, asked]).toEqual([['plate null', 'plate null'], [], []]);
  });

  test('has none for a picture in the shape of the photo, beside one that needs it', async () => {
    const { planLook } = await planOf([size(1000, 750), wide]);

    expect(outcomes(planLook)).toEqual(['plate null', 'plate 0']);
  });

  test('slides to sides that are plain before it asks for paint', async () => {
    const { planLook } = await planOf([wide], onTable({ plainSides: { ...nowhere, left: true } }));

    const [slot] = planLook.slots;
    expect(outcomes(planLook)).toEqual(['plate null']);
    expect(slot?.outcome === 'make' && slot.placing.cut).toMatchObject({ leftPx: 480, widthPx: 1440 });
  });
});

describe('a picture that no plate can fill', () => {
  const largeOnTable = (productPx: number) => {
    const box = { leftPx: 3000, topPx: 2000, widthPx: productPx, heightPx: productPx };
    return onTable({ widthPx: 12_000, heightPx: 9000, box, cutBox: box });
  };

  test('shows a part of the photo', async () => {
    const { planLook } = await planOf([size(9600, 5400), wide], largeOnTable(4000));

    expect(outcomes(planLook)).toEqual(['plate 0', 'plate null']);
  });

  test('is refused by name where product and row leave no room for that', async () => {
    const { planLook } = await planOf([size(9600, 5400), wide], largeOnTable(6800));

    expect(outcomes(planLook)).toEqual(['plate 0', 'PLATE_TOO_SMALL']);
  });
});

describe('a product that the photo cuts off', () => {
  const cutAt = (side: 'left' | 'bottom') => {
    const box = { leftPx: side === 'left' ? 0 : 600, topPx: 700, widthPx: 900, heightPx: 800 };
    return onTable({ box, cutBox: box, touchesEdge: { ...nowhere, bottom: true, [side]: true } });
  };

  test('stays at that side of the picture, which is continued at the others', async () => {
    const { planLook } = await planOf([tall], cutAt('bottom'));

    const [slot] = planLook.slots;
    const placing = slot?.outcome === 'make' ? slot.placing : undefined;
    expect(outcomes(planLook)).toEqual(['plate 0']);
    expect((placing?.cut.topPx ?? 0) + (placing?.cut.heightPx ?? 0)).toBe(1350);
    const [spec] = planLook.plates;
    const photo = spec === undefined ? undefined : photoOn(spec);
    expect((photo?.topPx ?? 0) + (photo?.heightPx ?? 0)).toBe(spec?.passes.at(-1)?.canvas.heightPx);
  });

  test('is never painted on', async () => {
    const edges = { leftPx: 0, topPx: 0, widthPx: 2000, heightPx: 1500 };
    const facts = onTable({ box: edges, cutBox: edges, touchesEdge: everywhere });

    const { planLook } = await planOf([wide], facts);

    expect([outcomes(planLook), planLook.plates]).toEqual([['BACKDROP_ENDS'], []]);
    expect(sentences(planLook)[0]).toMatch(
      /^Expected a product that ends within its photo .*, got one that goes on at/,
    );
  });
});

describe('the plates around any photo', () => {
  const shapes = [
    ...[size(1920, 1080), size(1080, 1350), size(1080, 1920), size(1200, 628), size(1500, 500), size(600, 600)],
    ...[size(3000, 2000), size(2000, 3000), size(320, 480)],
  ];

  test('hold every picture on canvases that engines take, and grow by at most 2x a pass', async () => {
    const random = seededRandom(11);
    let plates = 0;

    for (let run = 0; run < 150; run++) {
      const facts = { ...anyFacts(random), plainSides: nowhere };
      const { planLook } = await planOf(shapes.filter(() => random() < 0.4).concat(wide), facts);

      for (const spec of planLook.plates) {
        expectSound({ ...spec, photo: spec.underpaint }, facts);
        plates += 1;
      }
      for (const slot of planLook.slots) {
        const spec = slot.outcome === 'make' && slot.plate !== null ? planLook.plates[slot.plate] : undefined;
        if (slot.outcome === 'refused' || spec === undefined) continue;
        expect(slot.placing.pxPerU / spec.pxPerU).toBeLessThan(2.001);
        const { leftPx, topPx, ...part } = shownOnPlate(slot.placing.crop, spec);
        const { widthPx = 0, heightPx = 0 } = spec.passes.at(-1)?.canvas ?? {};
        expect(Math.min(leftPx, topPx)).toBeGreaterThan(-0.05);
        expect(leftPx + part.widthPx).toBeLessThan(widthPx + 0.05);
        expect(topPx + part.heightPx).toBeLessThan(heightPx + 0.05);
      }
    }

    expect(plates).toBeGreaterThan(100);
  });

  test('reach further than twice the photo in passes to full width and height', () => {
    const facts = onTable();
    const { left, bottom, width, height } = photoInUnits(facts);
    const corner = (x: number, y: number) => ({
      left: left + x,
      bottom: bottom + y,
      width: 1.9 * width,
      height: 1.9 * height,
    });
    const wishes = [corner(0, 0), corner(-0.9 * width, -0.9 * height)].map((crop, index) => ({
      ...{ id: `${index}`, crop, pxPerU: 500 },
    }));

    const { plates, plateOf } = planPlatesAroundPhoto(facts, wishes);

    expect([...plateOf.values()]).toEqual([0, 0]);
    expect(plates.map(({ passes }) => passes.map(({ name }) => name))).toEqual([['hero', 'wide', 'tall']]);
    const [{ passes, pxPerU, rect } = { passes: [], pxPerU: 0, rect: corner(0, 0) }] = plates;
    const [hero] = passes;
    expectSound(
      {
        passes: [...passes],
        pxPerU,
        rect,
        photo: { widthPx: hero?.keep?.widthPx ?? 0, heightPx: hero?.keep?.heightPx ?? 0 },
      },
      facts,
    );
  });
});

type Sound = Pick<PlateSpec, 'passes' | 'pxPerU' | 'rect'> & { readonly photo: SizePx };
/** What must hold for a plate around a photo of these facts. */
function expectSound({ passes, pxPerU, rect, photo }: Sound, { widthPx, heightPx }: AssetFacts): void {
  const [hero] = passes;
  expect(hero?.keep).toMatchObject({ widthPx: photo.widthPx, heightPx: photo.heightPx });
  expect(Math.abs(photo.widthPx / photo.heightPx / (widthPx / heightPx) - 1)).toBeLessThan(0.01);
  expect(passes.at(-1)?.rect).toEqual(rect);
  let before = { widthPx: photo.widthPx, heightPx: photo.heightPx };
  for (const [index, { canvas, keep, rect: shown }] of passes.entries()) {
    expect([canvas.widthPx % 16, canvas.heightPx % 16]).toEqual([0, 0]);
    expect(Math.min(canvas.widthPx, canvas.heightPx)).toBeGreaterThanOrEqual(256);
    expect(Math.max(canvas.widthPx, canvas.heightPx)).toBeLessThanOrEqual(4096);
    expect(canvas.widthPx * canvas.heightPx).toBeLessThanOrEqual(4_500_000);
    expect(canvas.widthPx).toBeLessThanOrEqual(2 * before.widthPx + 16);
    expect(canvas.heightPx).toBeLessThanOrEqual(2 * before.heightPx + 16);
    expect(keep).toMatchObject(before);
    expect((keep?.leftPx ?? -1) >= 0 && (keep?.leftPx ?? 0) + before.widthPx <= canvas.widthPx).toBe(true);
    expect((keep?.topPx ?? -1) >= 0 && (keep?.topPx ?? 0) + before.heightPx <= canvas.heightPx).toBe(true);
    // The photo's shorter side is rounded up to a whole pixel, and what lies around it with it.
    expect(canvas.widthPx - shown.width * pxPerU).toBeLessThan(canvas.widthPx / photo.widthPx + 0.05);
    expect(canvas.heightPx - shown.height * pxPerU).toBeLessThan(canvas.heightPx / photo.heightPx + 0.05);
    expect(Math.min(canvas.widthPx - shown.width * pxPerU, canvas.heightPx - shown.height * pxPerU)).toBeGreaterThan(
      -0.05,
    );
    // Finishing finds each pass on the plate again, to measure it.
    expect(boxOnPlate(passes.at(-1)?.canvas ?? canvas, rect, shown)).toMatchObject(canvas);
    expect(index === 0 || canvas.widthPx * canvas.heightPx > before.widthPx * before.heightPx).toBe(true);
    before = canvas;
  }
}
