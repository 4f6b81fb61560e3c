import { describe, expect, it } from 'vitest';
import { noRights } from '../../../shared/contracts/provenance.ts';
import { chooseProvenance } from '../../../shared/imaging/choose-provenance.ts';
import { rowWith } from './placed-products.ts';

const anyRow = rowWith({ generatedSourceType: null });
const googleRow = rowWith({ generatedSourceType: 'trainedAlgorithmicMedia' });

describe('chooseProvenance', () => {
  it.each([
    ['flat colour', null, anyRow, 'composite'],
    ['rendered', null, anyRow, 'compositeSynthetic'],
    ['rendered', null, googleRow, 'compositeSynthetic'],
    ['generated', null, anyRow, 'compositeWithTrainedAlgorithmicMedia'],
    ['generated', null, googleRow, 'trainedAlgorithmicMedia'],
    ['flat colour', 'trainedAlgorithmicMedia', anyRow, 'trainedAlgorithmicMedia'],
    ['rendered', 'compositeWithTrainedAlgorithmicMedia', anyRow, 'compositeWithTrainedAlgorithmicMedia'],
    ['generated', 'compositeWithTrainedAlgorithmicMedia', googleRow, 'trainedAlgorithmicMedia'],
  ] as const)('says of a %s behind a photo tagged %s', (origin, aiSourceType, row, wanted) => {
    const { digitalSourceType } = chooseProvenance(origin, { ...noRights, aiSourceType }, row);

    expect(digitalSourceType).toBe(wanted);
  });

  it('keeps creator and copyright', () => {
    const rights = { ...noRights, creator: 'Ada', copyright: '© Ada' };

    expect(chooseProvenance('rendered', rights, anyRow)).toMatchObject({ creator: 'Ada', copyright: '© Ada' });
  });
});
