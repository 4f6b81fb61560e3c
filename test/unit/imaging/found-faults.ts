import sharp from 'sharp';
import { finishVersion, maskVersion } from '../../../shared/contracts/versions.ts';
import type { RuleResult } from '../../../shared/imaging/rule-result.ts';
import { type Evidence, verifyVariant } from '../../../shared/imaging/verify-variant.ts';
import { type Finished, noNetwork } from '../cli/finished-files.ts';

const { sharp: sharpVersion, vips: libvips } = sharp.versions;
const versions = { mask: maskVersion, finish: finishVersion, sharp: sharpVersion ?? '', libvips };

/** All that is found of a finished file by its own photo, matte and receipt. */
export function rulesOf({ matteBytes, ...rest }: Finished, changes: Partial<Evidence> = {}): Promise<RuleResult[]> {
  const given = { givenMatteBytes: matteBytes, segmenter: noNetwork, row: undefined, versions };
  return verifyVariant({ ...rest, ...given, ...changes });
}

/** The rules that a file breaks, by name. */
export async function faultsOf(finished: Finished, changes: Partial<Evidence> = {}): Promise<string[]> {
  const rules = await rulesOf(finished, changes);
  return rules.filter(({ verdict }) => verdict === 'fail').map(({ rule }) => rule);
}
