import type { Placement } from '../contracts/placement.ts';
import type { DigitalSourceType, PhotoRights, Provenance } from '../contracts/provenance.ts';

/** What is behind the product: a flat colour or nothing, something rendered without a trained model, or a model's work. */
export type BackgroundOrigin = 'flat colour' | 'rendered' | 'generated';

const ownTerms = {
  'flat colour': 'composite',
  rendered: 'compositeSynthetic',
  generated: 'compositeWithTrainedAlgorithmicMedia',
} as const satisfies Record<BackgroundOrigin, DigitalSourceType>;
/** From the least to the most that a model had to do with it. */
const order: readonly DigitalSourceType[] = [
  'composite',
  'compositeSynthetic',
  'compositeWithTrainedAlgorithmicMedia',
  'trainedAlgorithmicMedia',
];

/**
 * What a variant's file says of how it was made. An AI tag of the photo is never lost to a weaker term of ours; a channel
 * that knows one term alone for generated parts gets that.
 */
export function chooseProvenance(
  origin: BackgroundOrigin,
  { creator, copyright, aiSourceType }: PhotoRights,
  { generatedSourceType }: Pick<Placement, 'generatedSourceType'>,
): Provenance {
  const own = origin === 'generated' ? (generatedSourceType ?? ownTerms.generated) : ownTerms[origin];
  const weight = (term: DigitalSourceType | null) => (term === null ? -1 : order.indexOf(term));
  const isOutweighed = aiSourceType !== null && weight(aiSourceType) > weight(own);
  return { digitalSourceType: isOutweighed ? aiSourceType : own, creator, copyright };
}
