import type { Brief } from '../../../shared/contracts/brief.ts';
import { canonicalJson } from '../../../shared/contracts/ids.ts';
import type { PlanBody } from '../../../shared/contracts/plan.ts';
import { builtInBrief } from '../../../shared/planning/built-in-brief.ts';
import { makePlan, type PlanInput } from '../../../shared/planning/make-plan.ts';
import type { RenderUnderpaint, RenderUnderpaintAround } from '../../../shared/planning/specify-plate.ts';
import { productFacts } from './product-facts.ts';

export const sha256 = 'a'.repeat(64);
const payload = { key: 'somewhere', sha256 };
/** Bytes that stand for what they were asked to show: this is about ids, not about pixels. */
export const renderUnderpaint: RenderUnderpaint = async (...asked) => new TextEncoder().encode(canonicalJson(asked));
export const renderUnderpaintAround: RenderUnderpaintAround = async (...asked) => ({
  underpaint: new TextEncoder().encode(canonicalJson(asked)),
  mask: new TextEncoder().encode(canonicalJson(['mask', ...asked])),
});

export const inputOf = (changes: Partial<PlanInput> = {}): PlanInput => ({
  ...{ tenant: 'local', sku: 'mug', view: 'main', assetId: 'b'.repeat(32), photoSha256: sha256 },
  ...{ p: payload, matte: payload, cutout: payload, facts: productFacts({}) },
  ...{ brief: builtInBrief('studio'), engine: 'studio', engineWeights: null },
  ...{ renderUnderpaint, renderUnderpaintAround },
  ...changes,
});
export const briefOf = (placements: Brief['placements'], looks = builtInBrief('studio').looks): Brief => ({
  v: 1,
  looks,
  placements,
});
export const plan = async (changes: Partial<PlanInput> = {}) => (await makePlan(inputOf(changes))).body;
export const lookOf = (body: PlanBody, name: string) => {
  const found = body.looks.find(({ look }) => look.name === name);
  if (found === undefined) throw new Error(`Expected a look ${name}`);
  return found;
};
export const plateIds = (body: PlanBody) => body.looks.flatMap(({ plates }) => plates.map(({ ids }) => ids));
export const codesOf = (body: PlanBody, name: string) =>
  lookOf(body, name).slots.map((slot) => (slot.outcome === 'refused' ? slot.code : 'make'));
