import type { PlanInput } from '../../../shared/planning/make-plan.ts';

/** The part of a plan's input that says: the engine's weights do not matter here, and it never sees the product. */
export const unseenProduct: Pick<PlanInput, 'engineWeights' | 'renderUnderpaintAround'> = {
  engineWeights: null,
  renderUnderpaintAround: () => Promise.reject(new Error('Expected that no engine sees the product.')),
};
