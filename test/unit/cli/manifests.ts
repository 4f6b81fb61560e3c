import type { Manifest } from '../../../shared/contracts/manifest.ts';

type Slot = Manifest['slots'][number];
type Place = Pick<Manifest, 'sku' | 'view'>;

/** A picture that was not made, for this reason. */
export const unpublished = (look: string, placement: string, state: Slot['state'], ...codes: string[]): Slot => ({
  ...{ look, kind: 'plain', placement, state, file: null, receiptKey: null, twin: null },
  reasons: codes.map((code) => ({ code, sentence: `Because of ${code}.` })),
});

/** A manifest of these slots, counted. */
export function manifestOf(slots: readonly Slot[], { sku, view }: Place = { sku: 'mug', view: 'front' }): Manifest {
  const count = (state: Slot['state']) => slots.filter((slot) => slot.state === state).length;
  return {
    ...{ v: 1, planId: 'a'.repeat(32), tenant: 'acme', sku, view, assetId: 'b'.repeat(32) },
    photoSha256: 'c'.repeat(64),
    counts: { published: count('published'), held: count('held'), refused: count('refused'), failed: count('failed') },
    review: [],
    wordsNotServed: [],
    camerasDiffer: [],
    posesDiffer: [],
    slots: [...slots],
  };
}
