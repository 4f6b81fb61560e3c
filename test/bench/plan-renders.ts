/**
 * Prints what planning costs and saves: `node test/bench/plan-renders.ts`. Pixels painted for a look's plates, beside
 * one picture a placement (at its output size, and at the 1.5x smaller size that a plate may have), and the time of
 * makePlan without drawing underpaints: the first call of the process, and the least of several.
 */
import { type AssetFacts, unjudged } from '../../shared/contracts/asset-facts.ts';
import type { MakeSlot, PlanBody } from '../../shared/contracts/plan.ts';
import { builtInBrief } from '../../shared/planning/built-in-brief.ts';
import { makePlan } from '../../shared/planning/make-plan.ts';

const runs = 20;
const plateEnlargement = 1.5;
const shapes = { '1:1': [2400, 2400], '1:3': [800, 2400], '2.2:1': [2400, 1090] } as const;
const briefs = { 'default-*': ['default-*'], 'instagram-*': ['instagram-*'], '*': ['*'] } as const;
const payload = { key: 'somewhere', sha256: 'a'.repeat(64) };

function factsOf(width: number, height: number): AssetFacts {
  const box = { leftPx: 300, topPx: 300, widthPx: width, heightPx: height };
  return {
    ...{ widthPx: width + 600, heightPx: height + 600, box, cutBox: box, noiseLevels: 1, matteSource: 'segmented' },
    touchesEdge: { top: false, right: false, bottom: false, left: false },
    ...unjudged,
  };
}

const megapixels = (pixels: number) => (pixels / 1e6).toFixed(2);
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

function pixelsOf(body: PlanBody) {
  const scene = body.looks.find(({ look }) => look.kind === 'scene');
  const made = (scene?.slots ?? []).filter((slot): slot is MakeSlot => slot.outcome === 'make');
  const plates = (scene?.plates ?? []).map(({ passes }) => passes.at(-1)?.canvas ?? { widthPx: 0, heightPx: 0 });
  const outputs = sum(made.map(({ placing }) => placing.widthPx * placing.heightPx));
  return {
    slots: made.length,
    plates: plates.map(({ widthPx, heightPx }) => `${widthPx}x${heightPx}`).join(' + '),
    'plates MP': megapixels(sum(plates.map(({ widthPx, heightPx }) => widthPx * heightPx))),
    'one a placement MP': megapixels(outputs),
    'the same at 1/1.5': megapixels(outputs / plateEnlargement ** 2),
  };
}

const rows: Record<string, unknown>[] = [];
for (const [name, placements] of Object.entries(briefs)) {
  for (const [shape, [width, height]] of Object.entries(shapes)) {
    const times: number[] = [];
    let body: PlanBody | undefined;
    for (let run = 0; run < runs; run++) {
      const startedAt = performance.now();
      const plan = await makePlan({
        ...{ tenant: 'local', sku: 'mug', view: 'main', assetId: 'b'.repeat(32), photoSha256: payload.sha256 },
        ...{ p: payload, matte: payload, cutout: payload, facts: factsOf(width, height), engine: 'studio' },
        brief: { ...builtInBrief('studio'), placements: [...placements] },
        renderUnderpaint: async (_, rect) => new TextEncoder().encode(JSON.stringify(rect)),
      });
      times.push(performance.now() - startedAt);
      body = plan.body;
    }
    if (body === undefined) throw new Error('Expected a plan');
    const [first = 0] = times;
    const time = { 'first ms': first.toFixed(1), 'least ms': Math.min(...times).toFixed(1) };
    rows.push({ placements: name, product: shape, ...pixelsOf(body), ...time });
  }
}
console.table(rows);
