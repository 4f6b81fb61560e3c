import { describe, expect, it } from 'vitest';
import { lightStudio } from '../../../shared/imaging/light-studio.ts';
import type { StudioStage } from '../../../shared/imaging/studio-stage.ts';
import { mirrorSet } from '../../../shared/sets/mirror-set.ts';
import { studioSets } from '../../../shared/sets/studio-sets.ts';
import { contactError, readTruth, type StudioTruth, shadowError } from '../../bench/studio-truth.ts';

const truthOf = async (id: string, sample: string): Promise<StudioTruth> => {
  const set = studioSets.find((each) => each.id === id);
  if (set === undefined) throw new Error(`Expected a set ${id}`);
  return readTruth(set, sample);
};
const light = ({ plate, stage, setCrop, placed, placing }: StudioTruth, shown: StudioStage = stage) =>
  lightStudio(plate, shown, setCrop, placed, placing);

describe('the light beside a render of the same product in the same set', () => {
  it.each([
    ['oak', 'jar'],
    ['plinth', 'bottle'],
    ['travertine', 'box'],
    ['marble-above', 'mug'],
  ])(
    'is within 0.06 in %s of the %s, and further off without shadow and with the key on the other side',
    async (id, sample) => {
      const truth = await truthOf(id, sample);
      const mirrored = { ...truth.stage, set: { ...truth.stage.set, keyLight: mirrorSet(truth.stage.set).keyLight } };

      const [ours, turned] = [await light(truth), await light(truth, mirrored)];

      const error = shadowError(truth, ours);
      expect(error).toBeLessThanOrEqual(0.06);
      expect(shadowError(truth, truth.plate)).toBeGreaterThan(1.5 * error);
      expect(shadowError(truth, turned)).toBeGreaterThan(1.5 * error);
    },
  );

  it.each([
    ['oak', 'jar'],
    ['plinth', 'bottle'],
    ['travertine', 'box'],
  ])('fails at the contact in %s where the %s floats by 5 percent', async (id, sample) => {
    const truth = await truthOf(id, sample);

    const lit = await light(truth);

    expect(contactError(truth, lit)).toBeLessThan(0.375);
    expect(contactError(truth, lit, 0.05)).toBeGreaterThan(0.375);
  });
});
