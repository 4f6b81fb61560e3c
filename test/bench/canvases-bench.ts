import { textTable } from '../../shared/cli/text-table.ts';
import type { SizePx } from '../../shared/contracts/geometry.ts';
import type { MakeSlot, PlanBody } from '../../shared/contracts/plan.ts';
import { builtInBrief } from '../../shared/planning/built-in-brief.ts';
import { makePlan } from '../../shared/planning/make-plan.ts';
import { productFacts } from '../unit/planning/product-facts.ts';

const runs = 20;
const shapes = { '1:1': [2400, 2400], '1:3': [800, 2400], '2.2:1': [2400, 1090] } as const;
const selections = ['default-*', 'instagram-*', '*'] as const;
const payload = { key: 'somewhere', sha256: 'a'.repeat(64) };
/** Of the pixels of one picture a placement, at most so many are painted. */
const maxShare = 0.4;
const heads = ['placements', 'product', 'pictures', 'plates', 'painted', 'with passes', 'px a px', 'ms', ''];

type Painting = {
  readonly slots: number;
  readonly plates: string;
  /** Pixels of the plates, and of the canvases of all passes, by the pixels of the pictures made from them. */
  readonly painted: number;
  readonly withPasses: number;
  /** Plate pixels an output pixel along a side, of the picture that its plate is enlarged for most. */
  readonly leastDensity: number;
};

/**
 * What the planner paints of a scene look, by the pixels of one picture a placement: every pixel of the plates once, and
 * all canvases of all passes, in which an engine sees again what it has painted before. And the least time of makePlan
 * without drawing underpaints.
 */
export async function benchCanvases(): Promise<void> {
  const rows: string[][] = [];
  for (const placements of selections) {
    for (const [shape, [width, height]] of Object.entries(shapes)) {
      const { body, milliseconds } = await timePlan(placements, width, height);
      const { slots, plates, painted, withPasses, leastDensity } = paintingOf(body);
      const figures = [painted, withPasses, leastDensity].map((figure) => figure.toFixed(2));
      const verdict = painted <= maxShare ? `at most ${maxShare}` : `above ${maxShare}`;
      rows.push([placements, shape, String(slots), plates, ...figures, milliseconds.toFixed(1), verdict]);
    }
  }
  console.log('Pixels painted for a scene look, by the pixels of one picture a placement\n');
  for (const line of textTable(heads, rows)) console.log(line);
}

async function timePlan(
  placements: string,
  width: number,
  height: number,
): Promise<{ body: PlanBody; milliseconds: number }> {
  let milliseconds = Number.POSITIVE_INFINITY;
  let body: PlanBody | undefined;
  for (let run = 0; run < runs; run++) {
    const startedAt = performance.now();
    const plan = await makePlan({
      ...{ tenant: 'local', sku: 'mug', view: 'main', assetId: 'b'.repeat(32), photoSha256: payload.sha256 },
      ...{
        p: payload,
        matte: payload,
        cutout: payload,
        facts: productFacts({ width, height }),
        engine: 'studio',
        engineWeights: null,
      },
      brief: { ...builtInBrief('studio'), placements: [placements] },
      renderUnderpaint: async (_, rect) => new TextEncoder().encode(JSON.stringify(rect)),
      renderUnderpaintAround: () => Promise.reject(new Error('nothing is painted around a product')),
    });
    milliseconds = Math.min(milliseconds, performance.now() - startedAt);
    body = plan.body;
  }
  if (body === undefined) throw new Error('Expected a plan');
  return { body, milliseconds };
}

function paintingOf({ looks }: PlanBody): Painting {
  const scene = looks.find(({ look }) => look.kind === 'scene');
  const plates = scene?.plates ?? [];
  const made = (scene?.slots ?? []).filter((slot): slot is MakeSlot => slot.outcome === 'make');
  const pictures = sum(made.map(({ placing }) => pixelsOf(placing)));
  const canvases = plates.flatMap(({ passes }) => passes.at(-1)?.canvas ?? []);
  const densities = made.map(({ plate, placing }) => (plates[plate ?? -1]?.pxPerU ?? 0) / placing.pxPerU);
  return {
    slots: made.length,
    plates: canvases.map(({ widthPx, heightPx }) => `${widthPx}x${heightPx}`).join(' + '),
    painted: sum(canvases.map(pixelsOf)) / pictures,
    withPasses: sum(plates.flatMap(({ passes }) => passes.map(({ canvas }) => pixelsOf(canvas)))) / pictures,
    leastDensity: Math.min(...densities),
  };
}

const pixelsOf = ({ widthPx, heightPx }: SizePx): number => widthPx * heightPx;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
