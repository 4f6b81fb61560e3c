import type { PaintFacts, PaintJob } from '../../shared/contracts/paint-job.ts';
import type { PlateMeasures } from '../../shared/contracts/plate-measures.ts';
import type { Store } from '../../shared/contracts/ports.ts';
import { decodePlate, type Plate } from '../../shared/imaging/decode-plate.ts';
import { layoutAgreement } from '../../shared/imaging/layout-agreement.ts';

/** Below this correlation a plate no longer shows the set it was started from (docs/imaging.md, Plates). */
const minLayoutAgreement = 0.8;

/** Whether a plate of these measures is used: else the next seed is tried. */
export const passesGates = ({ layoutAgreement: agreement }: PlateMeasures): boolean =>
  agreement === 'notApplicable' || agreement >= minLayoutAgreement;

/** Measures a painted plate against the underpaint that its job started from. */
export async function judgePlate(
  { underpaint, passes }: PaintJob,
  { plate }: PaintFacts,
  store: Store,
): Promise<PlateMeasures> {
  const [painted, laidOut] = await Promise.all([openPlate(plate.key, store), openPlate(underpaint.key, store)]);
  const [first, last] = [passes[0], passes.at(-1)];
  if (first === undefined || last === undefined) throw new TypeError('Expected a job with passes, got none');
  return {
    // What is kept of a photo is the photo: there is no layout to lose.
    layoutAgreement:
      first.keep === null ? await layoutAgreement(painted, last.rect, laidOut, first.rect) : 'notApplicable',
    surfaceLine: 'notApplicable',
    sharpness: 0,
    seam: 'notApplicable',
    growth: 'notApplicable',
    secondProduct: 'notApplicable',
  };
}

/** Reads and decodes a plate or underpaint of the work bucket. */
export async function openPlate(key: string, store: Store): Promise<Plate> {
  const stored = await store.get('work', key);
  if (stored === undefined) throw new Error(`The picture ${key} is gone`);
  return decodePlate(stored.bytes);
}
